import Foundation
import Testing
import Validation

/// Every case that is shipped with the product.
@Suite struct ShippedCasesTests {
  /// Topics whose functions are not in this house yet.
  private let elsewhere: Set<String> = [
    "drf", "image_locality", "interpod_affinity_score", "kueue_drs", "kueue_fair_preemption",
    "percentage_of_nodes_to_score", "preemption", "queue_fairness", "scheduling_backoff",
    "topology_spread_filter", "topology_spread_score",
  ]

  @Test func allPass() throws {
    let report = try conformanceSuite(cases: shippedCases())
    let failures = report.texts("failures").filter { row in
      let topic = row[0].replacing(".json", with: "")
      return !(elsewhere.contains(topic) && row[2] == "unknown topic '\(topic)'")
    }
    #expect(failures.isEmpty, "\(failures)")
    let totals = report.texts("topics").compactMap { Int($0[3]) }
    #expect(totals.count == 35)
    #expect(totals.reduce(0, +) == 392)
  }
}
