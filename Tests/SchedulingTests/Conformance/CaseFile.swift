import Domain
import Foundation
import Scheduling
import Testing

/// One file of conformance cases; a case that doesn't decode fails the test that loads it.
struct CaseFile<Inputs: Decodable, Expected: Decodable>: Decodable {
  struct Case: Decodable {
    var name: String
    var inputs: Inputs
    var expected: Expected
  }

  var topic: String
  var cases: [Case]

  /// Reads the cases of a topic, which must be as many as they were when the test was written.
  static func load(_ topic: String, count: Int) throws -> [Case] {
    let url = try #require(
      Bundle.module.url(forResource: topic, withExtension: "json", subdirectory: "Cases")
    )
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let file = try decoder.decode(Self.self, from: Data(contentsOf: url))
    #expect(file.topic == topic)
    #expect(file.cases.count == count)
    return file.cases
  }
}

/// Amounts as the case files write them.
typealias Amounts = [String: Int64]

extension ResourceList {
  init(_ amounts: Amounts?) {
    self.init(
      Dictionary(uniqueKeysWithValues: (amounts ?? [:]).map { (ResourceName($0), $1) })
    )
  }
}

/// A container with requests and limits.
struct ContainerCase: Decodable, Equatable {
  var requests: Amounts?
  var limits: Amounts?

  var spec: ContainerSpec {
    ContainerSpec(requests: ResourceList(requests), limits: ResourceList(limits))
  }
}

/// The nodes and pods of the scoring topics, where containers are plain requests.
struct ScoringCase: Decodable {
  struct Node: Decodable {
    var name: String
    var allocatable: Amounts
  }

  struct ExistingPod: Decodable {
    var node: String
    var containers: [Amounts]
  }

  struct Weighted: Decodable {
    var name: String
    var weight: Int64
  }

  struct Point: Decodable {
    var utilization: Int64
    var score: Int64
  }

  var resources: [Weighted]
  var podContainers: [Amounts]
  var nodes: [Node]
  var existingPods: [ExistingPod]
  var strategy: String?
  var shape: [Point]?
  var formula: String?

  var index: ResourceIndex {
    ResourceIndex(
      naming: nodes.map { ResourceList($0.allocatable) } + podContainers.map { ResourceList($0) }
        + existingPods.flatMap { $0.containers.map { ResourceList($0) } }
        + [ResourceList(Amounts(uniqueKeysWithValues: resources.map { ($0.name, 0) }))]
    )
  }

  var pod: PodDemand { demand(podContainers) }

  func demand(_ containers: [Amounts]) -> PodDemand {
    let specs = containers.map { ContainerSpec(requests: ResourceList($0)) }
    return PodDemand(PodSpec(containers: specs), index)
  }

  /// The nodes with the existing pods bound to them.
  func table() throws -> NodeTable {
    var table = NodeTable(
      allocatable: nodes.map { ResourceList($0.allocatable) },
      resources: index
    )
    for pod in existingPods {
      let node = try #require(nodes.firstIndex { $0.name == pod.node })
      table.bind(demand(pod.containers), to: node)
    }
    return table
  }
}
