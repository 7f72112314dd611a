import Analysis
import Domain
import Reporting
import TestSupport
import Testing

/// What a reader sees of a run small enough to check by hand.
@Suite struct GoldenTableTests {
  static let run: RunRecord = {
    var scenario = Fixtures.twoTenants()
    scenario.tenants[0].services[0].endpoints[0].name = "chat"
    scenario.tenants[1].services[0].endpoints[0].name = "bulk"
    scenario.objectives[0].name = "fast-chat"
    var run = HandMadeRun.run(
      scenario,
      variants: [
        (.sharedNodes, (1...3).map { replication($0, .sharedNodes) }),
        (.namespaces, (1...3).map { replication($0, .namespaces) }),
      ]
    )
    run.variants.append(
      VariantRecord(
        pattern: .clusters,
        deployment: nil,
        infeasibleReason: "2 clusters need 3 nodes, there are 2",
        replications: []
      )
    )
    return run
  }()

  /// Two patterns with known answers.
  ///
  /// Shared: 600, 610 and 620 ms: of all requests 95 % take at most 620 ms, and the replications
  /// scatter around it by √((20² + 10² + 0²) ÷ (3 × 2)) = 9.13, times t(0.975, 2 df) = 39.3, so 40.
  /// Good are 281, 282 and 283 of 400, mean 70.5 %. Namespaces: 70, 80 and 90 ms, all good. The
  /// difference is −530 ms in all three pairs, which happens by chance once in four (2^(1 − 3)).
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
    #expect(render(summarize(Self.run), of: Self.run, as: .table) == golden)
  }

  @Test func noLineIsWiderThanAScreen() {
    let text = render(summarize(Self.run), of: Self.run, as: .table)
    for line in text.split(separator: "\n") where !line.hasSuffix(".") {
      #expect(line.count <= 110, "\(line)")
    }
  }

  @Test(arguments: SummaryFormat.allCases)
  func everyFormatIsTheSameEveryTime(format: SummaryFormat) {
    let text = render(summarize(Self.run), of: Self.run, as: format)
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    #expect(text == render(summarize(Self.run), of: Self.run, as: format))
    #expect(text.contains("fast-chat") && text.contains("clusters"))
  }
}

private let golden = """
  two-tenants · 3 patterns × 2 tenants × 3 replications · seed 7
  2 min measured after 1 min of warm-up · equal hardware · scenario 4f1c9a2b3c4d · bulkhead 0.1.0

  pattern       endpoint         n  p95         objective        good           \
      budget  verdict  breach
                               req   ms ± 95 %                      % 95 % CI   \
      left %              min
  shared-nodes  victim/chat  1,200  620 ± 40    95 % ≤ 100 ms   70.50 67.83–73.0\
  7     −490  ✗ fail      2.0
  shared-nodes  noisy/bulk     300  300 ± 0     –                   –           \
           –  –             –
  namespaces    victim/chat  1,200   90 ± 40    95 % ≤ 100 ms  100.00 99.69–100.\
  00     100  ✓ pass      0.0
  namespaces    noisy/bulk     300  300 ± 0     –                   –           \
           –  –             –

  pattern         objectives  worst objective          cost            vs     pods
                  passed      good %              USD/month  shared-nodes  running  pending  denied
  shared-nodes    0 of 1      ✗ 70.50 fast-chat         569      baseline        4        0       0
  namespaces (A)  1 of 1      ✓ 100.00 fast-chat        569             =        4        0       0
  clusters (C)    infeasible  –                           –             –        –        –       –

  p95 change, ms   namespaces
  vs shared-nodes
  victim/chat               ~

  cost check     usage      idle  shared  overhead       total
  USD/month
  shared-nodes  264.02  + 232.38  + 0.00   + 73.00  = 569.40 ✓
  namespaces    264.02  + 232.38  + 0.00   + 73.00  = 569.40 ✓

  price of isolation  extra cost        bad requests  per 1,000    bad minutes       each
  vs shared-nodes      USD/month       avoided/month        USD  avoided/month        USD
  namespaces                0.00  2,584,200 ± 54,403  same cost     43,800 ± 0  same cost

  namespaces (A) is the only pattern under which every objective passes: 569 USD a month, \
  the same as shared-nodes.
  Under shared-nodes, victim/chat misses objective fast-chat: 70.50 % of requests within \
  100 ms against 95 %, p95 620 ± 40 ms.
  clusters (C) can't be built: 2 clusters need 3 nodes, there are 2.

  """
