import Analysis
import Decisions
import Domain
import EventCore
import TestSupport
import Testing

/// Frontiers against queues whose breaking load is known.
@Suite struct FrontierTests {
  private func frontier(
    _ scenario: Scenario,
    _ pattern: IsolationPattern,
    to highest: Double = 2
  ) async throws -> Frontier {
    let options = FrontierOptions(
      patterns: [pattern],
      tenant: TenantID(2),
      range: 0...highest,
      precision: 0.1,
      trials: settings(scenario)
    )
    return try await findFrontier(scenario, options)
  }

  /// 15 + 15 + 10 f requests a second reach 38.49/s at f = 0.849; the two victims are alike.
  @Test func breaksWhereTheFormulaSays() async throws {
    let scenario = oneServer(rates: [15, 15, 10])
    let found = try await frontier(scenario, .sharedNodes)
    let exact = (breakingRate - 30) / 10
    for point in found.patterns[0].breaks {
      guard case .between(let pass, let fail) = point.answer else {
        Issue.record("no bracket: \(point.search)")
        continue
      }
      #expect(pass <= exact && exact <= fail, "\(exact) not in \(pass)...\(fail)")
      // Chance leaves at most a few per cent open beside the precision of a tenth.
      #expect(fail - pass < 0.4 * fail, "\(pass)...\(fail)")
      #expect(point.search.passesAgain == nil)
    }
    let loads = found.patterns[0].points
    #expect(loads.map(\.factor).contains(1))
    for load in loads {
      // Poisson counts of about 8 × 2,000 s: five standard deviations.
      let expected = 10 * load.factor
      let margin = 5 * (expected / 16_000).squareRoot()
      #expect(abs(load.requestsPerSecond - expected) <= margin + 1e-9)
    }
  }

  /// On servers of their own nobody feels the third, not even at twice what its server can do.
  @Test func theIsolatedNeverBreak() async throws {
    let scenario = oneServer(rates: [15, 15, 50], duration: .seconds(460))
    let found = try await frontier(scenario, .clusters)
    #expect(found.patterns[0].breaks.map(\.answer) == [.never, .never])
    // Every load gave the very same good requests: nothing but the third tenant's changed.
    let good = Set(found.patterns[0].points.map { $0.objectives.map(\.good) })
    #expect(good.count == 1)
  }

  /// 25 + 25 requests a second are too many before the third sends any.
  @Test func someFailAlone() async throws {
    let scenario = oneServer(rates: [25, 25, 5], duration: .seconds(460))
    let found = try await frontier(scenario, .sharedNodes, to: 1)
    #expect(found.patterns[0].breaks.map(\.answer) == [.always, .always])
  }
}
