import Testing
import Validation

/// Closed forms at points where they are known otherwise.
@Suite struct QueueFormulaTests {
  private func expect(_ value: Double, _ known: Double, within tolerance: Double = 1e-9) {
    #expect(abs(value - known) <= tolerance * abs(known), "\(value), known is \(known)")
  }

  /// B(c, a) = (aᶜ ÷ c!) ÷ Σ aᵏ ÷ k!; with a = 2 and c = 3: (8 ÷ 6) ÷ (1 + 2 + 2 + 8 ÷ 6).
  @Test func erlang() {
    expect(QueueFormulas.erlangB(servers: 3, offered: 2), (8.0 / 6) / (5 + 8.0 / 6))
    // One server: C = ρ.
    expect(QueueFormulas.erlangC(servers: 1, offered: 0.7), 0.7)
    // C = B ÷ (1 − ρ(1 − B)) is cB ÷ (c − a(1 − B)).
    let blocking = QueueFormulas.erlangB(servers: 3, offered: 2)
    let waiting = 3 * blocking / (3 - 2 * (1 - blocking))
    expect(QueueFormulas.erlangC(servers: 3, offered: 2), waiting)
  }

  /// One server makes every formula one of M/M/1, 1 ÷ (μ − λ), or M/D/1, half of its wait.
  @Test(arguments: [0.1, 0.5, 0.9, 0.95])
  func oneServer(load: Double) {
    let simple = 1 / (1 - load)
    expect(QueueFormulas.meanOfMMc(servers: 1, rate: load, service: 1), simple)
    // −ln 0.05 = 2.995732273553991.
    expect(
      QueueFormulas.p95OfMMc(servers: 1, rate: load, service: 1),
      2.995732273553991 * simple
    )
    expect(QueueFormulas.meanOfMG1(rate: load, service: 1, cv: 1), simple)
    let halved = 1 + (simple - 1) / 2
    expect(QueueFormulas.meanOfMG1(rate: load, service: 1, cv: 0), halved)
    expect(QueueFormulas.meanOfMDc(servers: 1, rate: load, service: 1), halved, within: 1e-6)
    expect(QueueFormulas.meanOfBulkService(most: 1, rate: load, service: 1), halved, within: 1e-4)
  }

  private static let percentiles: [(load: Double, p95: Double)] = [
    (0.1, 1.540_672_212_702), (0.3, 2.070_823_415_677), (0.5, 3.050_638_407_302),
    (0.7, 5.102_897_964_501), (0.9, 15.128_673_830_202), (0.95, 30.116_204_359_857),
  ]

  /// Erlang's series for M/D/1, summed with 120 digits so that its terms may cancel.
  @Test(arguments: percentiles)
  func constantWork(load: Double, p95: Double) {
    expect(QueueFormulas.p95OfMD1(rate: load, service: 1), p95, within: 1e-4)
  }

  /// The wait of M/D/c over that of M/M/c goes from one half at full load towards c ÷ (c + 1) at
  /// none (Cosmetatos 1975).
  @Test func constantWorkWaitsHalfAsLong() {
    func ratio(_ load: Double) -> Double {
      let constant = QueueFormulas.meanOfMDc(servers: 4, rate: 4 * load, service: 1) - 1
      return constant / (QueueFormulas.meanOfMMc(servers: 4, rate: 4 * load, service: 1) - 1)
    }
    #expect(ratio(0.99) > 0.5 && ratio(0.99) < 0.51)
    #expect(ratio(0.05) > 0.7 && ratio(0.05) < 0.8)
  }

  /// M/M/1 with room for one loses ρ ÷ (1 + ρ), and nobody waits.
  @Test func roomForOne() {
    let theory = QueueFormulas.lossOfMM1K(room: 1, rate: 0.5, service: 1)
    expect(theory.blocking, 0.5 / 1.5)
    expect(theory.mean, 1)
  }

  /// With one class Cobham's is Pollaczek and Khinchine's, and waits keep Kleinrock's law:
  /// Σ ρᵢ Wᵢ = ρ W₀ ÷ (1 − ρ), whoever goes first.
  @Test func priorities() {
    let one = QueueFormulas.cobham([.init(rate: 0.8, service: 1, cv: 2)])
    expect(one[0], QueueFormulas.meanOfMG1(rate: 0.8, service: 1, cv: 2) - 1)
    let a = QueueFormulas.PriorityClass(rate: 0.4, service: 0.5, cv: 1)
    let b = QueueFormulas.PriorityClass(rate: 0.3, service: 2, cv: 0)
    let ab = QueueFormulas.cobham([a, b])
    let ba = QueueFormulas.cobham([b, a])
    expect(0.2 * ab[0] + 0.6 * ab[1], 0.6 * ba[0] + 0.2 * ba[1])
    #expect(ab[0] < ba[1])
  }

  /// Without walks, one queue or many, polling is M/G/1.
  @Test func pollingWithoutWalks() {
    let wait = QueueFormulas.pollingWait(queues: 3, rateEach: 0.2, service: 1, cv: 1, walk: 0)
    expect(wait, QueueFormulas.meanOfMG1(rate: 0.6, service: 1, cv: 1) - 1)
  }

  /// Gaps of two stages are more regular than Poisson's: less wait than M/M/1, more than D/M/1.
  @Test func regularArrivalsWaitLess() {
    let two = QueueFormulas.meanOfE2M1(rate: 0.8, service: 1)
    #expect(two < 5 && two > 2.69)
  }
}

/// The suite as users run it, in short.
@Suite struct TheorySuiteTests {
  @Test func quickSuitePasses() async throws {
    let report = try await theorySuite(TheoryOptions(seed: 1, isQuick: true, workers: 2))
    let table = try #require(report.tables.first)
    let missed = table.rows.filter { $0.last != .text("met") }
    #expect(report.passed && missed.isEmpty, "\(missed)")
    // Six loads of eleven queues of scenarios with 15 figures, and five networks with 7.
    #expect(table.rows.count == 6 * (15 + 7))
    #expect(table.rows.allSatisfy { $0.count == table.columns.count })
  }

  @Test func sameSeedSameReport() async throws {
    let one = try await theorySuite(TheoryOptions(seed: 5, isQuick: true, workers: 1))
    let two = try await theorySuite(TheoryOptions(seed: 5, isQuick: true, workers: 2))
    #expect(one.tables.map(\.rows) == two.tables.map(\.rows))
  }
}
