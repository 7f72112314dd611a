import Testing
import Validation

@Suite struct KueueSuiteTests {
  /// The published order and ratios; the same figures every time.
  @Test func theBaselineIsAsPublished() throws {
    let report = kueueSuite(.baseline)
    #expect(report.passed)
    #expect(report.texts("ratios").map { $0[5] } == ["pass", "pass"])
    let large = try #require(numbers(report, "admission", row: 0))
    let medium = try #require(numbers(report, "admission", row: 1))
    let small = try #require(numbers(report, "admission", row: 2))
    for column in [2, 3, 6] {
      #expect(large[column] < medium[column] && medium[column] < small[column])
    }
    let again = kueueSuite(.baseline)
    #expect(again.tables.map(\.rows) == report.tables.map(\.rows))
  }

  /// Without delays the quota alone bounds the run: 1,320 CPU-seconds a queue at 20 CPUs take at
  /// least 66 s, and the last large workload is created after 50 × 1.2 s.
  @Test func withoutDelaysOnlyQuotaBinds() throws {
    let run = kueueSuite(.baseline)
    let makespan = try #require(numbers(run, "run", row: 0))
    let work = 70.0 + 250 + 1000  // 350 × 1 × 0.2, 100 × 5 × 0.5, 50 × 20 × 1
    #expect(makespan[1] >= work / 20)
    #expect(makespan[1] < 1.25 * work / 20)
    let finished = try #require(numbers(run, "run", row: 2))
    #expect(finished[1] == 15_000 && finished[2] == 15_000)
  }

  /// 50 writes a second and a burst of 100 admit 15,000 workloads in no less than 298 s.
  @Test func theWriteLimitBoundsTheHarness() throws {
    let makespan = try #require(numbers(kueueSuite(.baseline), "run", row: 0))
    #expect(makespan[2] >= (15_000 - 100) / 50)
    #expect((makespan[2] / makespan[5] - 1).magnitude < 0.25)
  }

  /// The figures of a row; NaN for words.
  private func numbers(_ report: SuiteReport, _ table: String, row: Int) -> [Double]? {
    report.tables.first { $0.name == table }?.rows[row].map { cell in
      switch cell {
      case .number(let number): number
      case .integer(let integer): Double(integer)
      case .text, .none: .nan
      }
    }
  }
}
