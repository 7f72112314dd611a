import Domain
import EventCore
import Foundation
import Randomness
import ScenarioLoading
import Testing

/// What a scenario says of replicas that work token by token.
@Suite struct ContinuousBatchingWordsTests {
  private func service(
    _ runtime: String,
    _ work: String = "work: {tokens: {input: 100, output: 20}}",
    _ more: String = ""
  ) throws -> String {
    try small(
      ("runtime: {concurrent: {workers: 4}}", "runtime: {continuousBatching: \(runtime)}\(more)"),
      ("work: 20ms", work)
    )
  }

  private let steps = "steps: {perPrefillToken: 104us, decodeBase: 10.7ms}"

  private func loaded(_ yaml: String) throws -> InferenceService {
    let workbench = try Workbench()
    let (diagnostics, loaded) = validateScenario(at: try workbench.write(yaml), dataFolder: nil)
    let scenario = try #require(loaded?.scenario, "\(diagnostics)")
    return scenario.tenants[0].services[0]
  }

  @Test func readsEveryField() throws {
    let more = "\n          scheduler: {vtc: {inputWeight: 0.5, outputWeight: 3, weighted: true}}"
    let found = try loaded(
      service(
        """
        {steps: {prefillBase: 4ms, perPrefillToken: 104us, decodeBase: 10.7ms, perSequence: 20us, \
        perContextToken: 190.5ns}, maxSequences: 64, maxStepTokens: 2048, chunkedPrefill: true, \
        cacheMemory: 4Gi, bytesPerToken: 112Ki, blockTokens: 32, admission: reserved, \
        stepsBetweenAdmissions: 10, adapterTokens: 100, threads: 2}
        """,
        "work: {tokens: {input: 100, output: 20, prefixReuse: 0.3}}",
        more
      )
    )
    var expected = ContinuousBatching(
      steps: StepTimes(
        prefillBase: .milliseconds(4),
        perPrefillToken: 104 * 1000 / 1e9,
        decodeBase: SimDuration(nanoseconds: 10_700_000),
        perSequence: 20 * 1000 / 1e9,
        perContextToken: 190.5 / 1e9
      ),
      maxSequences: 64,
      maxStepTokens: 2048,
      chunksPrefill: true,
      cacheTokens: (4 << 30) / (112 << 10),
      blockTokens: 32,
      admission: .reserved,
      stepsBetweenAdmissions: 10
    )
    expected.cacheBytes = 4 << 30
    expected.adapterTokens = 100
    expected.threads = 2
    #expect(found.runtime == .continuousBatching(expected))
    #expect(
      found.scheduling
        == .virtualTokenCounter(.init(perInputToken: 0.5, perOutputToken: 3, isWeighted: true))
    )
    let tokens = RequestDemand.TokenDemand(
      input: .constant(100),
      output: .constant(20),
      prefixReuse: .constant(0.3)
    )
    #expect(found.endpoints[0].demand == .tokens(tokens))
  }

  @Test(arguments: [
    ("fcfs", RequestScheduling.firstComeFirstServed), ("priority", .priority),
    ("weightedFair", .weightedFair), ("vtc", .virtualTokenCounter(.init())),
    (
      "{vtc: {lift: none, charging: {average: {window: 5}}}}",
      .virtualTokenCounter(.init(lift: .none, charging: .average(window: 5)))
    ),
  ])
  func readsSchedulers(text: String, scheduling: RequestScheduling) throws {
    let more = "\n          scheduler: \(text)"
    let found = try loaded(service("{\(steps), cacheTokens: 1000}", more: more))
    #expect(found.scheduling == scheduling)
  }

  private func service(_ runtime: String, more: String) throws -> String {
    try service(runtime, "work: {tokens: {input: 100, output: 20}}", more)
  }

  @Test func reportsWorkInTheWrongUnit() throws {
    let runtime = "{\(steps), cacheTokens: 1000}"
    try expectProblems(
      in: service(runtime, "work: ①20ms"),
      ["①": "continuous batching takes `work` in `tokens`; its steps give the time"]
    )
    try expectProblems(
      in: service(runtime, "items: ①3"),
      ["①": "continuous batching takes `work` in `tokens`, not `items`"]
    )
    try expectProblems(
      in: service(runtime, "work: {tokens: {input: 9, output: 9, base: ①1ms}}"),
      ["①": "continuous batching has no `base`; its steps give the time"]
    )
    try expectProblems(
      in: small(
        ("work: 20ms", "work: {tokens: {input: 9, output: 9, base: 1ms, prefixReuse: ①1}}")
      ),
      ["①": "`prefixReuse` needs continuous batching, which has a cache"]
    )
  }

  /// 100 + 20 tokens: 119 are stored, in 8 blocks of 16.
  @Test func reportsRequestsThatNeverFit() throws {
    let tooLong = "a request may have 120 tokens, but the cache holds only 127"
    try expectProblems(
      in: service("{\(steps), cacheTokens: 127}", "work: {tokens: ①{input: 100, output: 20}}"),
      ["①": tooLong]
    )
    _ = try loaded(service("{\(steps), cacheTokens: 128}"))
    try expectProblems(
      in: service(
        "{\(steps), cacheTokens: 1000, maxStepTokens: 99}",
        "work: {tokens: ①{input: 100, output: 20}}"
      ),
      ["①": "a prompt may have 100 tokens, but a step reads at most 99"]
    )
    _ = try loaded(
      service("{\(steps), cacheTokens: 1000, maxStepTokens: 99, chunkedPrefill: true}")
    )
  }

  @Test func reportsCachesAndStepsThatCantBe() throws {
    try expectProblems(
      in: service("{\(steps), cacheTokens: ①8}"),
      ["①": "holds 8 tokens, less than a block of 16"]
    )
    try expectProblems(
      in: service("{\(steps), cacheMemory: 1Gi, bytesPerToken: ①0}"),
      ["①": "must be above 0"]
    )
    try expectProblems(
      in: service("①{\(steps), cacheMemory: 1Gi}"),
      ["①": "`bytesPerToken` is missing beside `cacheMemory`"]
    )
    try expectProblems(
      in: service("{\(steps), cacheMemory: ①32Ti, bytesPerToken: 1}"),
      ["①": "holds 35184372088832 tokens; at most 1000000000 are accepted"]
    )
    try expectProblems(
      in: service("{steps: {perPrefillToken: ①1, decodeBase: ②0s}, cacheTokens: 1000}"),
      ["①": "needs a duration with a unit", "②": "must be from 1us to 7d"]
    )
    try expectProblems(
      in: service("{\(steps), cacheTokens: 1000, blockTokens: ①1025, maxSequences: ②0}"),
      [
        "①": "must be a whole number from 1 to 1024",
        "②": "must be a whole number from 1 to 100000",
      ]
    )
  }

  @Test func reportsObjectivesOnTokensThatAreNotThere() throws {
    let message = "only services with continuous batching have a `timeToFirstToken`"
    try expectProblems(
      in: small(("metric: latency", "metric: ①timeToFirstToken")),
      ["①": message]
    )
    let yaml = try service("{\(steps), cacheTokens: 1000}")
      .replacingOccurrences(of: "metric: latency", with: "metric: timePerOutputToken")
    let workbench = try Workbench()
    let (_, loaded) = validateScenario(at: try workbench.write(yaml), dataFolder: nil)
    #expect(loaded?.scenario.objectives[0].metric == .timePerOutputToken)
  }

  @Test func reportsCountersThatNeverMove() throws {
    let more = "\n          scheduler: {vtc: ①{inputWeight: 0, outputWeight: 0}}"
    try expectProblems(
      in: service("{\(steps), cacheTokens: 1000}", more: more),
      ["①": "needs an `inputWeight` or `outputWeight` above 0"]
    )
  }
}
