import Contention
import Domain
import Edge
import EventCore
import Foundation
import TestSupport
import Testing

/// The conformance cases of the mechanisms; a malformed case is a failure.
@Suite struct CaseFileTests {
  private func cases(_ topic: String) throws -> [[String: Any]] {
    let url = try #require(
      Bundle.module.url(forResource: topic, withExtension: "json", subdirectory: "Cases")
    )
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
    let file = try #require(object as? [String: Any])
    return try #require(file["cases"] as? [[String: Any]])
  }

  @Test func cpuWeightSharing() throws {
    for one in try cases("cpu_weight_sharing") {
      let name = try #require(one["name"] as? String)
      let inputs = try #require(one["inputs"] as? [String: Any])
      let expected = try #require(one["expected"] as? [String: Any])
      let capacity = try #require(inputs["capacity_milli"] as? Double)
      let groups = try #require(inputs["groups"] as? [[String: Any]])
      let granted = try #require(expected["granted_milli"] as? [String: Double])
      let demands = try groups.map { try #require($0["demand_milli"] as? Double) }
      let weights = try groups.map { try #require($0["weight"] as? Double) }
      let shares = maxMinShares(of: capacity, demands: demands, weights: weights)
      for (group, share) in zip(groups, shares) {
        let groupName = try #require(group["name"] as? String)
        let wanted = try #require(granted[groupName])
        #expect(abs(share - wanted) < 1e-6, "\(name): \(groupName)")
      }
      for (index, share) in sharesInPlace(capacity, demands, weights).enumerated() {
        #expect(abs(share - shares[index]) < 1e-6, "\(name): group \(index) in place")
      }
    }
  }

  /// The same division as the simulation does it: one endless job a group, its demand the limit.
  private func sharesInPlace(
    _ capacity: Double,
    _ demands: [Double],
    _ weights: [Double]
  ) -> [Double] {
    let consumers = zip(demands, weights).map { demand, weight in
      ConsumerSpec(weight: weight, limitMilli: Int64(demand), threadsPerJob: 1000, jobCapacity: 1)
    }
    var devices = SharedDevices([
      DeviceSpec(sharing: .byWeight(capacityMilli: Int64(capacity)), consumers: consumers)
    ])
    for (index, demand) in demands.enumerated() where demand > 0 {
      devices.start(0, work: .infinity, on: index, at: .start)
    }
    let second = SimTime(nanoseconds: 1_000_000_000)
    devices.settleAll(at: second)
    return demands.indices.map { devices.account(of: $0).used / 1e6 }
  }

  /// The continuous bucket, which is the one the simulation uses.
  @Test func tokenBucket() throws {
    var checked = 0
    for one in try cases("token_bucket") {
      let name = try #require(one["name"] as? String)
      let inputs = try #require(one["inputs"] as? [String: Any])
      let expected = try #require(one["expected"] as? [String: Any])
      guard try #require(inputs["refill"] as? String) == "continuous" else { continue }
      let size = try #require(inputs["max_tokens"] as? Double)
      let perFill = try #require(inputs["tokens_per_fill"] as? Double)
      let interval = try #require(inputs["fill_interval_ms"] as? Double)
      var bucket = TokenBucket(size: size, tokensPerSecond: perFill / interval * 1000)
      let arrivals = try #require(inputs["arrivals"] as? [[String: Any]])
      let allowed = try arrivals.map { arrival in
        let time = try #require(arrival["t_ms"] as? Int64)
        let requests = try #require(arrival["requests"] as? Int)
        let instant = SimTime(nanoseconds: time * 1_000_000)
        return (0..<requests).count { _ in bucket.admits(at: instant) }
      }
      #expect(allowed == expected["allowed"] as? [Int], "\(name)")
      checked += 1
    }
    #expect(checked > 0)
  }

  @Test func timeSlicingAdvertisesReplicas() throws {
    var checked = 0
    for one in try cases("gpu_sharing") {
      let inputs = try #require(one["inputs"] as? [String: Any])
      let expected = try #require(one["expected"] as? [String: Any])
      guard try #require(inputs["kind"] as? String) == "time_slicing" else { continue }
      let gpus = NodeGPUs(
        model: "A100-80GB",
        count: try #require(inputs["gpus"] as? Int),
        memoryEach: Bytes(0),
        sharing: .timeSlicing(
          TimeSlicing(
            replicas: try #require(inputs["replicas"] as? Int),
            slice: .milliseconds(2),
            switchCost: .zero
          )
        )
      )
      guard let advertised = expected["advertised"] as? Int64 else { continue }
      #expect(gpus.advertised.amount(.gpu) == advertised)
      checked += 1
    }
    #expect(checked > 0)
  }
}
