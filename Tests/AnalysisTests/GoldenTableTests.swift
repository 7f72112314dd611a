import Analysis
import Domain
import Reporting
import Testing

@Suite struct GoldenTableTests {
  static let run = HandMadeRun.run(
    variants: [
      (.sharedNodes, (1...3).map { replication($0, .sharedNodes) }),
      (.namespaces, (1...3).map { replication($0, .namespaces) }),
    ]
  )

  private static func replication(_ n: Int, _ pattern: IsolationPattern) -> ReplicationRecord {
    let isShared = pattern == .sharedNodes
    return HandMadeRun.replication(
      n,
      pattern,
      victim: Array(repeating: (isShared ? 590 : 60) + Int64(n) * 10, count: 400),
      good: isShared ? 280 + n : 400,
      of: 400,
      badMinutes: isShared ? 2 : 0
    )
  }

  @Test func table() {
    let text = render(summarize(Self.run), of: Self.run, as: .table)
    print(text)
    print(render(summarize(Self.run), of: Self.run, as: .markdown))
    print(render(summarize(Self.run), of: Self.run, as: .csv))
    print(render(summarize(Self.run), of: Self.run, as: .json).prefix(3000))
  }
}
