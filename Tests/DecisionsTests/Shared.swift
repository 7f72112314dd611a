import Decisions
import Domain
import EventCore
import Foundation
import Running
import TestSupport

/// Three tenants on one server that takes 50 requests a second, first come, first served.
///
/// Each of the first two promises 90 % within 200 ms. In an M/M/1 queue the time in system is
/// exponential with rate μ − λ, so the promise holds while λ ≤ 50 − ln(10) ÷ 0.2 = 38.49/s.
func oneServer(rates: [Double], duration: SimDuration = .seconds(2060)) -> Scenario {
  var scenario = Fixtures.sharedScenario(rates: rates, duration: duration)
  scenario.run.replications = 8
  scenario.run.confidence = 0.99
  scenario.objectives = [0, 1].map { tenant in
    Objective(
      name: "promise-\(tenant)",
      tenants: [TenantID(tenant)],
      endpoints: [EndpointID(tenant)],
      threshold: .milliseconds(200),
      target: 0.9,
      timeWindow: .seconds(28 * 86_400)
    )
  }
  scenario.costs.overhead = [
    OverheadPrice(name: "control-plane", pricePerHour: Money(micros: 100_000))
  ]
  return scenario
}

/// The load at which the promise of `oneServer` breaks, in requests per second.
let breakingRate = 50 - log(10) / 0.2

func settings(_ scenario: Scenario, looks: Int = 1) -> TrialSettings {
  let replications = scenario.run.replications
  return TrialSettings(
    workers: 2,
    replications: replications,
    maxReplications: replications << (looks - 1)
  )
}
