import Domain
import Scheduling
import Testing

/// What the conformance cases leave open about filters and scores.
@Suite struct ScoreTests {
  @Test func balanceIgnoresPodsThatAskForNothing() {
    let index = ResourceIndex(naming: [])
    let table = NodeTable(allocatable: [ResourceList([.cpu: 4000])], resources: index)
    let scoring = BalancedAllocation(.spread, [.cpu, .memory], index)
    let pod = PodDemand(PodSpec(requests: ResourceList()), index)
    #expect(scoring.score(pod, 0, table) == nil)
  }

  @Test func onlyWhatAnEmptyNodeLacksIsUnresolvable() {
    let index = ResourceIndex(naming: [])
    let allocatable = ResourceList([.cpu: 4000, .memory: 100, .pods: 10])
    var table = NodeTable(allocatable: [allocatable], resources: index)
    table.bind(PodDemand(PodSpec(requests: ResourceList([.cpu: 3000])), index), to: 0)
    // 2000 of 4000 milli-CPU would fit without the other pod, 101 of 100 bytes never.
    let pod = PodDemand(PodSpec(requests: ResourceList([.cpu: 2000, .memory: 101])), index)
    let shortages = resourceShortages(pod, 0, table)
    #expect(shortages.map(\.resource) == [ResourceIndex.cpu, ResourceIndex.memory])
    #expect(shortages.map(\.isUnresolvable) == [false, true])
  }
}
