import Domain
import EventCore
import ScenarioLoading
import Testing

/// Texts of quantities and what they come to, exactly.
@Suite struct UnitTests {
  @Test(
    arguments: [
      ("1ns", 1),
      ("1us", 1000),
      ("800ms", 800 * 1_000_000),
      ("1.5s", 1_500_000_000),
      ("0.000000001s", 1),
      ("10m", 10 * 60 * 1_000_000_000),
      ("0.5h", 1800 * 1_000_000_000),
      ("28d", 28 * 86_400 * 1_000_000_000),
      ("2w", 14 * 86_400 * 1_000_000_000),
      ("0s", 0),
    ] as [(String, Int64)]
  )
  func readsDurations(_ text: String, _ nanoseconds: Int64) throws {
    #expect(try parseDuration(text) == SimDuration(nanoseconds: nanoseconds))
  }

  @Test(
    arguments: [
      "", "5", "s", "1 s", "1S", "01s", "1.s", ".5s", "+1s", "-1s", "1e3s", "1_0s", "1s1", "٣s",
      "1M",
      "1month", "1y", "0.1ns", "9223372037s", "999999999999999999999999999999w", "1\u{0}s", "NaNs",
    ] as [String]
  )
  func refusesOtherDurations(_ text: String) {
    #expect(throws: GrammarProblem.self) { try parseDuration(text) }
  }

  @Test(
    arguments: [
      ("12/s", 12), ("30/m", 30 / 60.0), ("1000/h", 1000 / 3600.0), ("0.5/s", 0.5), ("0/s", 0),
    ] as [(String, Double)]
  )
  func readsRates(_ text: String, _ perSecond: Double) throws {
    #expect(try parseRate(text) == perSecond)
  }

  @Test(
    arguments: ["", "12", "/s", "12/", "12/d", "12/s/s", "12 /s", "-1/s", "1e3/s", "012/s"]
      as [String]
  )
  func refusesOtherRates(_ text: String) {
    #expect(throws: GrammarProblem.self) { try parseRate(text) }
  }

  @Test(
    arguments: [("500m", 500), ("2", 2000), ("0.5", 500), ("7910m", 7910), ("1k", 1_000_000)]
      as [(String, Int64)]
  )
  func readsCPU(_ text: String, _ milli: Int64) throws {
    #expect(try parseCPU(text) == milli)
  }

  @Test(
    arguments: ["", "0.5m", "0.0001", "-1", "1 ", "m", "1c", "1Mi Mi", "99999999999", "1e99"]
      as [String]
  )
  func refusesOtherCPU(_ text: String) {
    #expect(throws: GrammarProblem.self) { try parseCPU(text) }
  }

  @Test(
    arguments: [
      ("4Gi", 4 * 1024 * 1024 * 1024),
      ("512Mi", 512 * 1024 * 1024),
      ("0.5Gi", 512 * 1024 * 1024),
      ("1e9", 1_000_000_000),
      ("2G", 2_000_000_000),
      ("1.5k", 1500),
      ("128", 128),
      ("0", 0),
    ] as [(String, Int64)]
  )
  func readsMemory(_ text: String, _ bytes: Int64) throws {
    #expect(try parseBytes(text) == bytes)
  }

  @Test(
    arguments: ["", "512m", "4GB", "4gi", "-4Gi", "1.5", "1E", "99999999999999999999Gi", "1e999"]
      as [String]
  )
  func refusesOtherMemory(_ text: String) {
    #expect(throws: GrammarProblem.self) { try parseBytes(text) }
  }

  @Test(
    arguments: [
      ("0.340", 340_000), ("0.000001", 1), ("12", 12 * 1_000_000), ("3.67", 3_670_000), ("0", 0),
    ] as [(String, Int64)]
  )
  func readsMoney(_ text: String, _ micros: Int64) throws {
    #expect(try parseMoney(text) == Money(micros: micros))
  }

  @Test(
    arguments: ["", "-1", "1e3", "0.0000001", "1,5", "$1", "1.", ".5", "99999999999999999999"]
      as [String]
  )
  func refusesOtherMoney(_ text: String) {
    #expect(throws: GrammarProblem.self) { try parseMoney(text) }
  }

  @Test(
    arguments: [("0", 0), ("7", 7), ("-3", -3), ("9223372036854775807", Int.max)] as [(String, Int)]
  )
  func readsWholeNumbers(_ text: String, _ value: Int) {
    #expect(parseWholeNumber(text) == value)
  }

  @Test(
    arguments: [
      "", "-", "012", "1_000", "0x10", "0o7", "1e3", "1.0", "+1", " 1", "١", "9223372036854775808",
      "99999999999999999999999999999999999999999999",
    ] as [String]
  )
  func refusesOtherWholeNumbers(_ text: String) {
    #expect(parseWholeNumber(text) == nil)
  }
}
