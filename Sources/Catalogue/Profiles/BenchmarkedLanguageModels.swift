internal import Domain

/// A language model whose cost per token is solved from one row of MLPerf Inference.
///
/// A replica that is never idle makes 1 ÷ TPOT steps a second. By Little's law tokens per second ×
/// TPOT requests decode in each, and the prompts of rate × TPOT requests are read beside them. What
/// the roofline leaves of TPOT is spread over those tokens alike.
private struct BenchmarkRow {
  var system: String
  var roofline: Roofline
  /// Replicas of the system among which its load is divided.
  var replicas: Double
  /// Requests per second of the system.
  var rate: Double
  /// Tokens answered per second by the system.
  var tokensPerSecond: Double
  /// Median time per output token, in seconds.
  var timePerToken: Double
  /// Mean tokens of a prompt; assumed, for the logs don't say it.
  var meanInput: Double
  /// Longest prompt and answer of the benchmark.
  var longestInput: Double
  var longestOutput: Double

  /// Requests that decode at once in a replica.
  var batch: Double { tokensPerSecond / replicas * timePerToken }

  var perToken: Constant {
    let meanOutput = tokensPerSecond / rate
    let context = batch * (meanInput + meanOutput / 2)
    let promptTokens = rate / replicas * meanInput * timePerToken
    let left = timePerToken - roofline.base - context * roofline.perContextToken
    return Constant(
      seconds: left / (batch + promptTokens),
      .calibrated,
      "solved from MLPerf Inference \(system): TPOT \(milliseconds) ms at "
        + "\(Constant(rate, .measured, "").number) requests/s; not an MLPerf result"
    )
  }

  private var milliseconds: String { Constant(seconds: timePerToken, .measured, "").number }

  func profile(_ name: String, _ summary: String) -> ServingProfile {
    // The batch of the run swung about its mean; how far is not in the logs, half as much assumed.
    let sequences = (1.5 * batch / 64).rounded(.up) * 64
    return ServingProfile(
      name,
      summary,
      gpu: roofline.gpu.name,
      gpuCount: Int(roofline.gpuCount),
      runtime: .continuousBatching,
      settings: roofline.settings(sequences: sequences, perToken: perToken),
      range: limits(
        input: longestInput,
        output: longestOutput,
        sequences: sequences,
        like: Constant(0, .calibrated, "requests of MLPerf Inference \(system)")
      ),
      memory: roofline.memory
    )
  }
}

let benchmarkedLanguageModels: [ServingProfile] = [
  openOrca(
    "v4.1 closed, NVIDIA 8xH100-SXM-80GB, llama2-70b-99.9 Server",
    gpu: "H100-80GB",
    gpuCount: 2,
    bytesPerWeight: 1,
    replicas: 4,
    (rate: 75, tokensPerSecond: 21_605.79, timePerToken: 0.156_419)
  )?.profile("llama-2-70b-h100x2", "Llama 2 70B in FP8 on two H100 (tensor parallel)"),
  openOrca(
    "v4.1 closed, NVIDIA 8xH200-SXM-141GB, llama2-70b-99 Server",
    gpu: "H200",
    gpuCount: 1,
    bytesPerWeight: 1,
    replicas: 8,
    (rate: 101, tokensPerSecond: 29_228.22, timePerToken: 0.124_286)
  )?.profile("llama-2-70b-h200", "Llama 2 70B in FP8 on one H200"),
  openOrca(
    "v4.1 closed, NVIDIA 1xB200-SXM-180GB, llama2-70b-99 Server",
    gpu: "B200",
    gpuCount: 1,
    bytesPerWeight: 0.5,
    replicas: 1,
    (rate: 39.6, tokensPerSecond: 10_755.59, timePerToken: 0.135_755)
  )?.profile("llama-2-70b-b200", "Llama 2 70B in FP4 on one B200"),
  openOrca(
    "v4.1 closed, NVIDIA 8xH100-SXM-80GB, mixtral-8x7b Server",
    model: .mixtralWith8x7B,
    gpu: "H100-80GB",
    gpuCount: 1,
    bytesPerWeight: 1,
    replicas: 8,
    (rate: 348, tokensPerSecond: 50_795.57, timePerToken: 0.102_778)
  )?.profile("mixtral-8x7b-h100", "Mixtral 8x7B in FP8 on one H100"),
  newsArticles(
    "v5.1 closed, NVIDIA 8xB200-SXM-180GB, llama3.1-8b Server",
    (rate: 1000, tokensPerSecond: 128_540.95, timePerToken: 0.029_422)
  )?.profile("llama-3.1-8b-b200", "Llama 3.1 8B in FP8 on one B200"),
].compactMap(\.self)

private typealias Load = (rate: Double, tokensPerSecond: Double, timePerToken: Double)

/// A row with the OpenOrca data set: prompts of some 300 tokens, at most 1,024 in and out.
private func openOrca(
  _ system: String,
  model: LanguageModel = .llama2With70B,
  gpu: String,
  gpuCount: Double,
  bytesPerWeight: Double,
  replicas: Double,
  _ load: Load
) -> BenchmarkRow? {
  Catalogue.gpu(gpu).map { gpu in
    BenchmarkRow(
      system: system,
      roofline: Roofline(
        model: model,
        gpu: gpu,
        gpuCount: gpuCount,
        bytesPerWeight: bytesPerWeight,
        bytesPerCacheValue: 1
      ),
      replicas: replicas,
      rate: load.rate,
      tokensPerSecond: load.tokensPerSecond,
      timePerToken: load.timePerToken,
      meanInput: 300,
      longestInput: 1024,
      longestOutput: 1024
    )
  }
}

/// A row with the CNN/DailyMail data set on B200: prompts of some 780 tokens, 128 tokens answered.
private func newsArticles(_ system: String, _ load: Load) -> BenchmarkRow? {
  Catalogue.gpu("B200").map { gpu in
    BenchmarkRow(
      system: system,
      roofline: Roofline(
        model: .llama31With8B,
        gpu: gpu,
        gpuCount: 1,
        bytesPerWeight: 1,
        bytesPerCacheValue: 1
      ),
      replicas: 8,
      rate: load.rate,
      tokensPerSecond: load.tokensPerSecond,
      timePerToken: load.timePerToken,
      meanInput: 780,
      longestInput: 2048,
      longestOutput: 128
    )
  }
}
