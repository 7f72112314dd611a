import Domain
import Foundation
import ScenarioLoading
import Testing

/// Problems that show in a single value.
@Suite struct FieldProblemTests {
  @Test func reportsUnknownFieldsWithWhatWouldBeAccepted() throws {
    try expectProblems(
      in: small(
        ("replicas: 1", "replcas: 1\n          replicas: 1"),
        ("targetPercent: 95", "①targetPrecent: 95, targetPercent: 95"),
        ("replcas", "②replcas")
      ),
      [
        "①":
          "`targetPrecent` is not a field of `spec.slos[].objectives[]`, which has `op`, `value`",
        "②": "`replcas` is not a field of `spec.tenants[].services[]`, which has `name`, `model`",
      ]
    )
  }

  @Test func suggestsTheFieldThatWasMeant() throws {
    let text = try small(("targetPercent", "targetPrecent"))
    let (diagnostics, _) = try Workbench().validate(text)
    let unknown = try #require(diagnostics.first { $0.message.contains("is not a field") })
    #expect(unknown.help == "did you mean `targetPercent`?")
  }

  @Test func reportsEverythingAtOnceInFileOrder() throws {
    try expectProblems(
      in: """
        apiVersion: ①bulkhead/v2
        kind: ②Scenaro
        metadata: {name: ③Small_One}
        spec:
          ④run: {warmup: ⑤10}
          capacity:
            nodePools: ⑥[]
          tenants:
            - ⑦riskTier: ⑧hgih
        """,
      [
        "①": "needs `bulkhead/v1alpha1`, found `bulkhead/v2`",
        "②": "needs `Scenario`, found `Scenaro`",
        "③": "needs 1 to 63 of a-z, 0-9 and -, with no - at either end, found `Small_One`",
        "④": "the field `duration` is missing from `spec.run`",
        "⑤": "needs a duration with a unit (ns, us, ms, s, m, h, d or w), found `10`",
        "⑥": "`spec.capacity.nodePools` needs at least one item",
        "⑦": "the field `name` is missing from `spec.tenants[]`",
        "⑧": "needs `low`, `medium` or `high`, found `hgih`",
      ]
    )
  }

  @Test func reportsMissingParts() throws {
    try expectProblems(
      in: "①apiVersion: bulkhead/v1alpha1",
      [
        "①": """
        the field `kind` is missing from the scenario
        the field `metadata` is missing from the scenario
        the field `spec` is missing from the scenario
        """
      ]
    )
    try expectProblems(
      in: "①just a text",
      ["①": "needs a mapping with fields, found `just a text`"]
    )
  }

  /// Rows of the field to replace, with its marked replacement, and the message.
  @Test(
    arguments: [
      ("replicas: 1", "replicas: ①012", "must be a whole number from 0 to 10000, found `012`"),
      ("replicas: 1", "replicas: ①1_000", "must be a whole number from 0 to 10000, found `1_000`"),
      ("replicas: 1", "replicas: ①0x10", "must be a whole number from 0 to 10000, found `0x10`"),
      ("replicas: 1", "replicas: ①1e3", "must be a whole number from 0 to 10000, found `1e3`"),
      ("replicas: 1", "replicas: ①-1", "must be a whole number from 0 to 10000, found `-1`"),
      ("replicas: 1", "replicas: ①10001", "must be a whole number from 0 to 10000, found `10001`"),
      (
        "replicas: 1", "replicas: ①99999999999999999999999999",
        "must be a whole number from 0 to 10000, found"
      ),
      ("replicas: 1", "replicas: ①\"1\"", "needs a number without quotes, found \"1\""),
      ("replicas: 1", "replicas: ①[1]", "needs a single value, found a list"),
      ("replicas: 1", "replicas:①", "a value is missing here"),
      ("nodes: 2", "nodes: ①0", "must be a whole number from 1 to 100000, found `0`"),
      ("nodes: 2", "nodes: ①100001", "must be a whole number from 1 to 100000"),
      ("10m", "①8d", "must be from 1ns to 7d, found `8d`"),
      ("10m", "①0s", "must be from 1ns to 7d, found `0s`"),
      ("10m", "①1mo", "needs a duration with a unit"),
      ("10m", "①1.0000000001s", "needs a whole number of nanoseconds"),
      ("10m", "①99999999999999w", "is longer than the clock can count"),
      ("10m", "①-1s", "needs a duration such as `800ms` or `1.5h`, found `-1s`"),
      ("10/s", "①10", "needs a rate with a unit (/s, /m or /h), found `10`"),
      ("10/s", "①0/s", "must be above 0/s and at most 10000000/s, found `0/s`"),
      ("10/s", "①10/d", "needs a rate with a unit (/s, /m or /h), found `10/d`"),
      ("10/s", "①1e1/s", "needs a rate such as `12/s`"),
      ("cpu: 4", "cpu: ①4x", "needs an amount of cpu such as `500m` or `2`, found `4x`"),
      ("cpu: 4", "cpu: ①0.5m", "needs an amount of cpu such as `500m` or `2`, without fractions"),
      ("16Gi", "①16GB", "needs an amount of memory such as `512Mi` or `4Gi`, found `16GB`"),
      ("16Gi", "①512m", "needs whole bytes; the suffix m means thousandths, found `512m`"),
      ("16Gi", "①9999999999999999E", "must be at most 32Ti"),
      ("95}", "①100}", "must be a number of at least 0 and below 100, found `100`"),
      ("95}", "①nan}", "must be a number of at least 0 and below 100, found `nan`"),
      ("{name: small}", "{name: ①-a}", "needs 1 to 63 of a-z"),
      ("cpu: 4", "①gpu: 4", "`gpu` is not a resource; known are `cpu`, `memory`"),
      ("cpu: 4", "cpu: 4, ①nvidia.com/gpu: 1", "GPUs of a node belong in the field `gpus`"),
      ("{poisson:", "{①poison:", "`poison` is not a field of"),
      (
        "{poisson: {rate: 10/s}}", "{poisson: {rate: 10/s}, ①gamma: {rate: 1/s, cv: 1}}",
        "`gamma` can't"
      ),
      ("{poisson: {rate: 10/s}}", "①often", "needs a mapping with `poisson`, `deterministic`"),
      ("{rate: 10/s}", "{rate: 10/s, ①cv: 1}", "`cv` is not a field of"),
      ("work: 20ms", "work: {lognormal: ①{median: 1s}}", "`p95` is missing beside `median`"),
      ("work: 20ms", "work: {lognormal: {median: 1s, p95: ①1ms}}", "must be at least the `median`"),
      ("work: 20ms", "work: {uniform: {low: 2s, high: ①1s}}", "must be at least `low`"),
      ("work: 20ms", "work: 20ms\n              ①items: 1", "`items` can't stand beside `work`"),
      ("work: 20ms", "work: 20ms\n              timeout: ①0s", "must be from 1ns to 7d"),
      (
        "{rate: 10/s}", "{schedule: {points: [{at: 0s, rate: 1/s}, {at: ①0s, rate: 2/s}]}}",
        "must be later than the point before it"
      ),
      (
        "{rate: 10/s}", "{schedule: {points: [{at: ①1s, rate: 1/s}]}}",
        "the first point must be at 0s"
      ),
      ("{rate: 10/s}", "{schedule: {points: ①[{at: 0s, rate: 0/s}]}}", "needs a rate above 0/s"),
      ("nodes: 2", "nodes: {value: ①x, source: y}", "must be a whole number from 1 to 100000"),
      ("nodes: 2", "nodes: {value: 2, pedigree: ①guessed}", "needs `measured`, `calibrated`"),
      ("nodes: 2", "nodes: 2\n        price: {amount: ①1e3}", "needs a plain amount of money"),
      ("nodes: 2", "nodes: 2\n        price: {amount: ①\"0.1234567\"}", "needs a plain amount"),
      ("targetPercent: 95", "targetPercent: 95, ①target: 0.95", "`target` can't stand beside"),
      ("{value: 250ms, targetPercent: 95}", "①{value: 250ms}", "`spec.slos[].objectives[]` needs"),
    ] as [(String, String, String)]
  )
  func reportsAValueWhereItStands(_ old: String, _ new: String, _ message: String) throws {
    try expectProblems(in: small((old, new)), ["①": message])
  }

  @Test(
    arguments: [
      ("replicas: 1", "replicas: 012", "leave out the leading zeros"),
      ("10m", "1mo", "months and years differ in length; give days or weeks, for example `30d`"),
      ("10m", "10", "write `10s` for seconds or `10ms` for milliseconds"),
      ("10/s", "10", "write `10/s` for a rate per second"),
      ("16Gi", "512m", "did you mean `512Mi`?"),
      ("16Gi", "16GB", "Kubernetes writes `Gi` or `Mi`, without a B"),
      (
        "{name: small}", "{name: Small One}",
        "did you mean `small-one`? A `displayName` may hold any text"
      ),
    ] as [(String, String, String)]
  )
  func helpsWithUsualSlips(_ old: String, _ new: String, _ help: String) throws {
    let (diagnostics, _) = try Workbench().validate(small((old, new)))
    #expect(diagnostics.map(\.help) == [help])
  }

  @Test func refusesInvisibleCharactersInProse() throws {
    try expectProblems(
      in: small(("replicas: 1", "replicas: 1\n          model: ①\"a\u{202E}b\"")),
      ["①": "holds the invisible character `\\u{202E}`, which may mislead readers"]
    )
  }
}
