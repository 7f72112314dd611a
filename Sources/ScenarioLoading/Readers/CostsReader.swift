internal import Domain

/// Prices beyond the nodes.
func costsShape() -> Shape<CostRules> {
  object("Costs", "Prices beyond the nodes, and who pays for what is shared.") { fields in
    let currency = fields.optional("currency", "ISO 4217 code.", scalar(currency()), default: "USD")
    let overhead = fields.optional(
      "overhead",
      "Paid per cluster, or per tenant, and hour.",
      list(of: overheadShape()),
      default: []
    )
    let egress = fields.optional(
      "egress",
      "The price of responses that leave the platform.",
      egressShape(),
      default: .zero
    )
    let sharing = fields.optional(
      "sharing",
      "How shared cost is divided among tenants.",
      sharingShape(),
      default: WrittenSharing()
    )
    return CostRules(
      currency: currency,
      overhead: overhead,
      egressPerGiB: egress,
      idleSharing: sharing.idle,
      overheadSharing: sharing.overhead,
      addOnSharing: sharing.shared
    )
  }
}

/// For what an amount of overhead is paid.
private enum OverheadUnit: String, CaseIterable {
  case clusterHours = "Cluster-Hours"
  case clusterMonths = "Cluster-Months"
  case tenantHours = "Tenant-Hours"
  case tenantMonths = "Tenant-Months"

  var basis: OverheadPrice.Basis {
    switch self {
    case .clusterHours, .clusterMonths: .cluster
    case .tenantHours, .tenantMonths: .tenant
    }
  }

  var isMonthly: Bool { self == .clusterMonths || self == .tenantMonths }
}

private func overheadShape() -> Shape<OverheadPrice> {
  object("Overhead", "A fixed price of running one cluster, or serving one tenant.") { fields in
    let name = fields.required("name", "What is paid for.", scalar(name()))
    let amount = fields.required("amount", "Price per unit, a decimal text.", quantity(money()))
    let unit = fields.optional(
      "unit",
      "For what the amount is paid.",
      word(of: OverheadUnit.self, standIn: .clusterHours),
      default: .clusterHours
    )
    let kind = fields.optional(
      "kind",
      "What sort of thing it is.",
      word(of: OverheadPrice.Kind.self, standIn: .other),
      default: .other
    )
    let count = fields.optional(
      "count",
      "How many of it each cluster, or tenant, has.",
      quantity(wholeNumber(1...1000)),
      default: 1
    )
    let work = fields.optional(
      "hoursPerMonth",
      "Operations only: hours of work in a month; the amount is the price of one of them.",
      quantity(number("above 0 and at most 10000") { $0 > 0 && $0 <= 10_000 })
    )
    fields.check { place, reading in
      checkWork(work, kind: kind, unit: unit, place, reading)
    }
    let price = pricePerHour(
      amount,
      times: Double(count) * (work ?? 1),
      isMonthly: unit.isMonthly || work != nil
    )
    fields.check { place, reading in
      guard price.micros > mostPerHour else { return }
      reading.report("comes to more than 100000 an hour, which is the most", at: place)
    }
    return OverheadPrice(name: name, kind: kind, basis: unit.basis, pricePerHour: price)
  }
}

private func checkWork(
  _ hours: Double?,
  kind: OverheadPrice.Kind,
  unit: OverheadUnit,
  _ place: Place,
  _ reading: Reading
) {
  guard hours != nil else { return }
  if kind != .operations {
    let message = "`hoursPerMonth` needs `kind: operations`"
    reading.report(message, at: place.path["hoursPerMonth"])
  }
  if unit.isMonthly {
    let message = "`hoursPerMonth` needs `unit: \(unit.basis.rawValue)`, a price of one hour"
    reading.report(message, at: place.path["unit"])
  }
}

/// In millionths; as for a machine.
private let mostPerHour: Int64 = 100_000_000_000

/// What is paid by the month is spread over its 730 hours, rounded to a millionth.
private func pricePerHour(_ amount: Money, times factor: Double, isMonthly: Bool) -> Money {
  // At most 10¹¹ millionths × 10⁷, which an Int64 holds.
  let micros = Double(amount.micros) * factor / (isMonthly ? 730 : 1)
  return Money(micros: Int64(micros.rounded(.toNearestOrAwayFromZero)))
}

private func egressShape() -> Shape<Money> {
  object("Egress", "The price of responses that leave the platform.") { fields in
    let amount = fields.required("amount", "Price per unit, a decimal text.", quantity(money()))
    fields.optional("unit", "Always `GiB`.", word([("GiB", ())], standIn: ()), default: ())
    return amount
  }
}

private struct WrittenSharing {
  var idle = CostSharing.proportional
  var overhead = CostSharing.even
  /// Nil follows `overhead`.
  var shared: CostSharing?
}

private func sharingShape() -> Shape<WrittenSharing> {
  object("CostSharing", "How shared cost is divided among tenants.") { fields in
    func rule(_ name: String, _ summary: String) -> CostSharing? {
      fields.optional(name, summary, word(of: CostSharing.self, standIn: .even))
    }
    return WrittenSharing(
      idle: rule("idle", "Who pays for capacity that nobody used.") ?? .proportional,
      overhead: rule("overhead", "Who pays for overhead and daemons.") ?? .even,
      shared: rule("shared", "Who pays for add-ons; as `overhead` unless given.")
    )
  }
}

private func currency() -> Grammar<String> {
  Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: "^[A-Z]{3}$"),
    standIn: "USD",
    parse: { text throws(GrammarProblem) in
      guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
        throw GrammarProblem("needs an ISO 4217 code such as `USD`, found \(quoted(text))")
      }
      return text
    }
  )
}
