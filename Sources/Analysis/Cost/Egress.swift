internal import Domain
internal import EventCore

/// The responses that left the platform in the measured windows, and their price for one hour.
struct Egress {
  /// Bytes of answered requests over all replications.
  var byEndpoint: [Int64]
  var pricePerGiB: Money
  /// The measured time, over all replications.
  private var nanoseconds: Int64

  init(of replications: [ReplicationRecord], in scenario: Scenario) {
    let sizes = scenario.roster.endpoints.map(\.endpoint.responseSize)
    pricePerGiB = scenario.costs.egressPerGiB
    nanoseconds = scenario.run.window.nanoseconds
      .multipliedSaturated(by: Int64(replications.count))
    byEndpoint = sizes.enumerated().map { index, size in
      replications.reduce(Int64(0)) { sum, record in
        let facts = record.endpoints[index]
        let requests = size.perRequest.value.multipliedSaturated(by: Int64(facts.completed))
        let tokens = size.perOutputToken.value.multipliedSaturated(by: facts.outputTokens)
        return sum.addingSaturated(requests).addingSaturated(tokens)
      }
    }
    // Without a price nothing is charged.
    if pricePerGiB == .zero { byEndpoint = byEndpoint.map { _ in 0 } }
  }

  var bytes: Int64 { byEndpoint.reduce(0) { $0.addingSaturated($1) } }

  var gibibytesPerHour: Double {
    nanoseconds > 0 ? Bytes(bytes).gibibytes * 3600e9 / Double(nanoseconds) : 0
  }

  /// bytes × price × 3,600 s ÷ (measured time × 2³⁰), rounded to the nearest millionth; exact
  /// integers all the way, so that it is the same everywhere.
  var perHour: Money {
    guard nanoseconds > 0 else { return .zero }
    let hour: Int64 = 3_600_000_000_000
    let price = UInt128(bytes.magnitude) * UInt128(pricePerGiB.micros.magnitude)
    let divisor = UInt128(nanoseconds.magnitude) << 30
    let product = price.multipliedFullWidth(by: UInt128(hour))
    // Half a divisor more rounds to the nearest.
    let (low, carries) = product.low.addingReportingOverflow(divisor / 2)
    let high = product.high + (carries ? 1 : 0)
    guard high < divisor else { return Self.most }
    let quotient = divisor.dividingFullWidth((high, low)).quotient
    return min(Money(micros: Int64(clamping: quotient)), Self.most)
  }

  /// Far beyond any bill, and small enough for sums over a month.
  private static let most = Money(micros: 1 << 52)
}
