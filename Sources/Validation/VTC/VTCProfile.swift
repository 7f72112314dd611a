internal import Domain
internal import EventCore
internal import StrictJSON

/// What the study measured of its engine's steps, offline: batches as large as the memory allows,
/// all begun at once.
struct VTCProfile {
  struct Point {
    var inputTokens: Double
    var outputTokens: Double
    var requests: Double
    /// Of the whole batch.
    var prefillSeconds: Double
    var decodeSeconds: Double
  }

  var points: [Point] = []

  /// Reads `cost_profile.json`; nil if it is something else.
  ///
  /// It has, by prompt length and output length, the number of requests, and the seconds of prefill
  /// and of decode per request.
  init?(_ tree: JSONTree) {
    guard case .object(let prompts) = tree else { return nil }
    for prompt in prompts {
      guard case .object(let outputs) = prompt.value, let input = Double(prompt.key) else {
        return nil
      }
      for output in outputs {
        guard case .array(let figures) = output.value, figures.count == 3,
          let length = Double(output.key), let requests = figures[0].double,
          let prefill = figures[1].double, let decode = figures[2].double
        else { return nil }
        points.append(
          Point(
            inputTokens: input,
            outputTokens: length,
            requests: requests,
            prefillSeconds: prefill * requests,
            decodeSeconds: decode * requests
          )
        )
      }
    }
  }

  /// Step times by relative least squares; nil if the points don't determine them.
  ///
  /// Prefill is a base and a time per token, in tiles of 128 tokens, from prompts that are whole
  /// tiles: what the rest of a tile costs is then no guess. Decode is a base, a time per sequence
  /// and one per token of context, from outputs of at least 196 tokens: in shorter ones, what a
  /// batch costs once weighs too much.
  func stepTimes() -> StepTimes? {
    let tile = 128.0
    let whole = points.filter { $0.inputTokens.truncatingRemainder(dividingBy: tile) == 0 }
    let long = points.filter { $0.outputTokens >= 196 }
    let prefill = relativeLeastSquares(
      rows: whole.map { [1, $0.requests * $0.inputTokens] },
      values: whole.map(\.prefillSeconds)
    )
    let decode = relativeLeastSquares(
      rows: long.map { [1, $0.requests, $0.requests * ($0.inputTokens + $0.outputTokens / 2)] },
      values: long.map { $0.decodeSeconds / $0.outputTokens }
    )
    guard let prefill, let decode, (prefill + decode).allSatisfy({ (0..<10).contains($0) }) else {
      return nil
    }
    return StepTimes(
      prefillBase: .seconds(rounding: prefill[0]),
      perPrefillToken: prefill[1],
      prefillTile: Int(tile),
      decodeBase: .seconds(rounding: decode[0]),
      perSequence: decode[1],
      perContextToken: decode[2]
    )
  }
}

extension JSONTree {
  /// A number, however it is written.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
