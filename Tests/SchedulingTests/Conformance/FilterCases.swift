import Domain
import Scheduling
import Testing

/// NodeResourcesFit and TaintToleration, and MIG geometry, against the case files.
@Suite struct FilterCases {
  struct FitInputs: Decodable {
    struct Pod: Decodable {
      var containers: [Amounts]
      var initContainers: [Amounts]
      var overhead: Amounts
    }

    struct Node: Decodable {
      var allocatable: Amounts
      var requested: Amounts
      var podCount: Int64
    }

    var pod: Pod
    var node: Node
    var ignoredResources: [String]
  }

  struct FitExpected: Decodable {
    var insufficient: [String]
  }

  @Test func nodeResourcesFit() throws {
    let cases = try CaseFile<FitInputs, FitExpected>.load("noderesources_fit_filter", count: 17)
    for row in cases {
      let inputs = row.inputs
      let pod = PodSpec(
        containers: inputs.pod.containers.map { ContainerSpec(requests: ResourceList($0)) },
        initContainers: inputs.pod.initContainers.map { ContainerSpec(requests: ResourceList($0)) },
        overhead: ResourceList(inputs.pod.overhead)
      )
      let allocatable = ResourceList(inputs.node.allocatable)
      let requested = ResourceList(inputs.node.requested)
      let index = ResourceIndex(naming: [allocatable, requested, pod.totalRequests])
      var table = NodeTable(allocatable: [allocatable], resources: index)
      // The pods already there: one that has it all, the others only take up slots.
      table.bind(PodDemand(PodSpec(requests: requested), index), to: 0)
      for _ in 1..<inputs.node.podCount {
        table.bind(PodDemand(PodSpec(containers: []), index), to: 0)
      }
      let shortages = resourceShortages(
        PodDemand(pod, index),
        0,
        table,
        ignoring: Set(inputs.ignoredResources.map { ResourceName($0) })
      )
      let names = shortages.map { index.names[$0.resource].rawValue }
      #expect(names.sorted() == row.expected.insufficient.sorted(), "\(row.name)")
      for shortage in shortages {
        let name = index.names[shortage.resource]
        let request = name == .pods ? 1 : pod.totalRequests.amount(name)
        #expect(shortage.isUnresolvable == (request > allocatable.amount(name)), "\(row.name)")
      }
    }
  }

  struct TaintInputs: Decodable {
    struct TaintCase: Decodable {
      var key: String
      var value: String
      var effect: String
    }

    struct TolerationCase: Decodable {
      var key: String
      var `operator`: String
      var value: String
      var effect: String
    }

    struct Node: Decodable {
      var name: String
      var taints: [TaintCase]
    }

    var kind: String
    var tolerations: [TolerationCase]
    var nodes: [Node]
  }

  struct TaintExpected: Decodable {
    var scores: [String: Int64]?
    var passes: [String: Bool]?
  }

  @Test func taintsAndTolerations() throws {
    let cases = try CaseFile<TaintInputs, TaintExpected>.load("taint_toleration", count: 14)
    for row in cases {
      let tolerations = try row.inputs.tolerations.map(toleration)
      let taints = try row.inputs.nodes.map { try $0.taints.map(taint) }
      let names = row.inputs.nodes.map(\.name)
      switch row.inputs.kind {
      case "filter":
        let passes = taints.map { firstUntoleratedTaint($0, tolerations) == nil }
        #expect(Dictionary(uniqueKeysWithValues: zip(names, passes)) == row.expected.passes)
      case "score":
        let counts = taints.map { untoleratedSoftTaints($0, tolerations) }
        let most = try #require(counts.max())
        let scores = counts.map { taintTolerationScore(untolerated: $0, most: most) }
        #expect(Dictionary(uniqueKeysWithValues: zip(names, scores)) == row.expected.scores)
      default:
        Issue.record("\(row.name): unknown kind \(row.inputs.kind)")
      }
    }
  }

  private func taint(_ row: TaintInputs.TaintCase) throws -> Taint {
    Taint(key: row.key, value: row.value, effect: try #require(TaintEffect(rawValue: row.effect)))
  }

  private func toleration(_ row: TaintInputs.TolerationCase) throws -> Toleration {
    let effect = TaintEffect(rawValue: row.effect)
    #expect((effect == nil) == row.effect.isEmpty)
    return Toleration(
      key: row.key,
      comparison: try #require(Toleration.Comparison(rawValue: row.operator)),
      value: row.value,
      effect: effect
    )
  }

  struct MIGInputs: Decodable {
    struct Geometry: Decodable {
      struct Profile: Decodable {
        var size: Int
        var computeSlices: Int
        var maxInstances: Int
        var starts: [Int]
      }

      var memorySlots: Int
      var computeSlices: Int
      var profiles: [String: Profile]
    }

    struct Instance: Decodable {
      var profile: String
      var start: Int
    }

    var geometry: Geometry
    var occupied: [Instance]
    var requested: [String]
  }

  struct MIGExpected: Decodable {
    var feasible: Bool
  }

  @Test func migInstancesSideBySide() throws {
    for row in try CaseFile<MIGInputs, MIGExpected>.load("mig_placement", count: 18) {
      let geometry = MIGGeometry(
        memorySlots: row.inputs.geometry.memorySlots,
        computeSlices: row.inputs.geometry.computeSlices,
        profiles: row.inputs.geometry.profiles.mapValues { profile in
          .init(
            size: profile.size,
            computeSlices: profile.computeSlices,
            maxInstances: profile.maxInstances,
            starts: profile.starts
          )
        }
      )
      let occupied = row.inputs.occupied.map { instance in
        MIGGeometry.Instance(profile: instance.profile, start: instance.start)
      }
      let hasRoom = geometry.hasRoom(for: row.inputs.requested, besides: occupied)
      #expect(hasRoom == row.expected.feasible, "\(row.name)")
    }
  }
}
