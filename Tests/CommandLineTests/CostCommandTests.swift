import Foundation
import Testing

/// `bulkhead export` and `bulkhead costs` on a run of their own.
@Suite struct CostCommandTests {
  /// The columns of the Cost and Usage dataset, FOCUS 1.3, without their prefixes' repetition.
  private static let focusColumns = """
    AllocatedMethodDetails AllocatedMethodId AllocatedResourceId AllocatedResourceName \
    AllocatedTags AvailabilityZone BilledCost BillingAccountId BillingAccountName \
    BillingAccountType BillingCurrency BillingPeriodEnd BillingPeriodStart \
    CapacityReservationId CapacityReservationStatus ChargeCategory ChargeClass \
    ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart \
    CommitmentDiscountCategory CommitmentDiscountId CommitmentDiscountName \
    CommitmentDiscountQuantity CommitmentDiscountStatus CommitmentDiscountType \
    CommitmentDiscountUnit ConsumedQuantity ConsumedUnit ContractApplied ContractedCost \
    ContractedUnitPrice EffectiveCost HostProviderName InvoiceId InvoiceIssuerName ListCost \
    ListUnitPrice PricingCategory PricingCurrency PricingCurrencyContractedUnitPrice \
    PricingCurrencyEffectiveCost PricingCurrencyListUnitPrice PricingQuantity PricingUnit \
    ProviderName PublisherName RegionId RegionName ResourceId ResourceName ResourceType \
    ServiceCategory ServiceName ServiceProviderName ServiceSubcategory SkuId SkuMeter \
    SkuPriceDetails SkuPriceId SubAccountId SubAccountName SubAccountType Tags
    """.split(separator: " ").map(String.init)

  private static let scenario = """
    apiVersion: bulkhead/v1alpha1
    kind: Scenario
    metadata: {name: bill}
    spec:
      run: {duration: 2m, replications: 2}
      patterns: [shared-nodes, clusters]
      capacity:
        nodePools:
          - name: cpu
            nodes: 4
            allocatable: {cpu: 4, memory: 16Gi}
            price: {amount: "0.2", reserved: {nodes: 6, amount: "0.1"}}
      tenants:
        - name: retail
          displayName: =HYPERLINK("http://evil","retail, inc")
          services:
            - &chat
              name: chat
              replicas: 1
              requests: {cpu: 1, memory: 1Gi}
              runtime: {concurrent: {workers: 4}}
              endpoints:
                - name: api
                  arrivals: {poisson: {rate: 10/s}}
                  work: 20ms
                  responseBytes: {perRequest: 1Mi}
        - {name: claims, services: [*chat]}
      costs:
        egress: {amount: "0.09"}
        overhead: [{name: api, kind: controlPlane, amount: "0.1"}]
    """

  /// Rows by column of a CSV whose fields may be quoted.
  private func rows(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map { fields(String($0)) }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private func fields(_ line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  private func micros(_ text: String?) throws -> Int {
    let parts = try #require(text).split(separator: ".")
    let places = parts.count > 1 ? String(parts[1]) : ""
    let padded = places.padding(toLength: 6, withPad: "0", startingAt: 0)
    let micros = Int("\(parts[0])\(padded)")
    return try #require(micros)
  }

  @Test func focusRowsAddUpAndCarryNoFormulas() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try Self.scenario.write(
      to: program.folder.appending(path: "bill.yaml"),
      atomically: true,
      encoding: .utf8
    )
    #expect(try program.run("run", "bill.yaml", "-q").status == 0)
    let export = try program.run("export", "results/bill", "--start", "2026-01-31T23:30:00Z")
    #expect(export.status == 0, "\(export.errors)")
    let columns = fields(String(export.output.prefix { $0 != "\n" }))
    #expect(columns.filter { !$0.hasPrefix("x_") } == Self.focusColumns)
    let rows = rows(export.output)
    #expect(rows.allSatisfy { $0["x_Simulated"] == "true" && $0["ChargeCategory"] == "Usage" })
    #expect(rows[0]["ChargePeriodStart"] == "2026-01-31T23:00:00Z")
    #expect(rows[0]["ChargePeriodEnd"] == "2026-02-01T00:00:00Z")
    #expect(rows[0]["BillingPeriodEnd"] == "2026-02-01T00:00:00Z")
    let unused = rows.filter { $0["CapacityReservationStatus"] == "Unused" }
    #expect(try unused.reduce(0) { $0 + (try micros($1["BilledCost"])) } == 2 * 2 * 100_000)
    #expect(unused.allSatisfy { $0["ConsumedQuantity"] == "" })
    let names = rows.compactMap { $0["AllocatedResourceName"] }
    #expect(names.contains { $0.hasPrefix("'=") } && !names.contains { $0.hasPrefix("=") })
    try checkOrigins(rows)
  }

  /// All parts of a charge have its price and add up to it, their ratios to 1.
  private func checkOrigins(_ rows: [[String: String]]) throws {
    for (origin, parts) in Dictionary(grouping: rows, by: { $0["x_OriginCharge"] ?? "" }) {
      let sum = try parts.reduce(0) { $0 + (try micros($1["EffectiveCost"])) }
      let first = try #require(parts.first)
      if first["PricingUnit"] != "GiB" {
        let quantity = parts.reduce(Decimal.zero) {
          $0 + (Decimal(string: $1["PricingQuantity"] ?? "") ?? .nan)
        }
        let price = try #require(Decimal(string: first["ContractedUnitPrice"] ?? ""))
        #expect(quantity * price * 1_000_000 == Decimal(sum), "\(origin)")
      }
      let ratios = parts.flatMap { part in
        (part["AllocatedMethodDetails"] ?? "").matches(of: /AllocatedRatio:([0-9.]+)/).map {
          Decimal(string: String($0.1)) ?? .nan
        }
      }
      #expect(ratios.reduce(0, +) == 1, "\(origin)")
    }
  }

  /// The points of a sweep are alternatives: what is added up must say which it belongs to.
  @Test func pointsOfASweepAreToldApart() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let sweep = "\n  sweep: {costs.egress.amount: [\"0.09\", \"0.18\"]}\n"
    try (Self.scenario + sweep).write(
      to: program.folder.appending(path: "bill.yaml"),
      atomically: true,
      encoding: .utf8
    )
    #expect(try program.run("run", "bill.yaml", "-q").status == 0)
    let export = rows(try program.run("export", "results/bill").output)
    let points = Set(export.compactMap { $0["x_Point"] })
    #expect(points == ["amount=0.09", "amount=0.18"])
    try checkOrigins(export)
    let table = try program.run("costs", "results/bill", "--pattern", "clusters").output
    #expect(points.allSatisfy { table.contains("clusters \($0)") })
    let costs = rows(try program.run("costs", "results/bill", "--format", "csv").output)
    #expect(Set(costs.compactMap { $0["point"] }) == points)
  }

  @Test func costsAddUpByEveryDimension() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try Self.scenario.write(
      to: program.folder.appending(path: "bill.yaml"),
      atomically: true,
      encoding: .utf8
    )
    #expect(try program.run("run", "bill.yaml", "-q").status == 0)
    for dimension in ["tenant", "namespace", "pool", "model", "requestClass"] {
      let outcome = try program.run("costs", "results/bill", "--by", dimension)
      #expect(outcome.status == 0)
      #expect(outcome.output.split(separator: "\n").filter { $0.hasSuffix("✓") }.count == 2)
    }
    let json = try program.run("costs", "results/bill", "--format", "json")
    #expect(json.output.contains("\"adds_up\": true"))
    let missing = try program.run("costs", "results/bill", "--pattern", "hybrid")
    #expect(missing.status == 65 && missing.errors.contains("no costs of pattern hybrid"))
    #expect(try program.run("export", "nowhere").status == 66)
    #expect(try program.run("export", "results/bill", "-o", "focus.csv").status == 0)
    #expect(try program.run("export", "results/bill", "-o", "focus.csv").status == 73)
    #expect(try program.run("export", "results/bill", "-o", "focus.csv", "-f").status == 0)
  }
}
