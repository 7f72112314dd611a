package import Domain
internal import EventCore
package import Randomness

/// What each request of one endpoint asks of its replica, drawn when the request arrives.
package struct DemandSource: Sendable {
  private enum Kind: BitwiseCopyable {
    case time
    case items
    case tokens
    case steps
  }

  // What every request touches comes first, so that it shares few cache lines.
  private var sizes: RandomStream
  private let kind: Kind
  /// Of the time or the items; unused for tokens.
  private let amount: Sampler
  /// Of the token counts; nil takes them from the trace.
  private let input: Sampler?
  private let output: Sampler?
  private let base: Double
  private let perInputToken: Double
  private let perOutputToken: Double
  /// Of the share of a prompt that is in the cache; nil without.
  private let reuse: Sampler?

  /// Creates the source; where `steps` are the times of a runtime that works in steps, the amount
  /// of a request is the least device time that its tokens can take.
  package init(_ demand: RequestDemand, sizes: RandomStream, steps: StepTimes? = nil) {
    self.sizes = sizes
    var tokens = RequestDemand.TokenDemand(
      input: nil,
      output: nil,
      base: 0,
      perInputToken: 0,
      perOutputToken: 0
    )
    var law = Distribution.constant(0)
    switch demand {
    case .time(let time):
      kind = .time
      law = time
    case .items(let items):
      kind = .items
      law = items
    case .tokens(let given):
      kind = steps == nil ? .tokens : .steps
      tokens = given
      if let steps {
        tokens.perInputToken = steps.perPrefillToken
        tokens.perOutputToken = steps.decodeBase.inSeconds + steps.perSequence
      }
    }
    amount = Sampler(law)
    input = tokens.input.map(Sampler.init)
    output = tokens.output.map(Sampler.init)
    base = tokens.base
    perInputToken = tokens.perInputToken
    perOutputToken = tokens.perOutputToken
    reuse = tokens.prefixReuse.map(Sampler.init)
  }

  /// Draws what the request that arrived asks for.
  ///
  /// Times and token counts are whole numbers after the draw, which keeps results equal on machines
  /// whose mathematical libraries differ in the last bit.
  package mutating func draw(for arrival: Arrival) -> DrawnDemand {
    switch kind {
    case .time:
      return DrawnDemand(amount: Self.wholeNanoseconds(amount.draw(from: &sizes)))
    case .items:
      // Thousandths of an item.
      return DrawnDemand(
        amount: Double(Int64(nearest: min(max(0, amount.draw(from: &sizes)) * 1000, 1e18))) / 1000
      )
    case .tokens:
      let read = Self.wholeTokens(input?.draw(from: &sizes) ?? Double(arrival.inputTokens))
      let written = Self.wholeTokens(output?.draw(from: &sizes) ?? Double(arrival.outputTokens))
      let seconds = base + perInputToken * read + perOutputToken * written
      return DrawnDemand(
        amount: Self.wholeNanoseconds(seconds),
        inputTokens: Int32(read),
        outputTokens: Int32(written)
      )
    case .steps: return drawForSteps(arrival)
    }
  }

  /// At least one token is read, for the first of the answer comes from it, and one is made.
  @inline(never)
  private mutating func drawForSteps(_ arrival: Arrival) -> DrawnDemand {
    let input = input?.draw(from: &sizes) ?? Double(arrival.inputTokens)
    let output = output?.draw(from: &sizes) ?? Double(arrival.outputTokens)
    let (prompt, answer) = (max(1, Self.wholeTokens(input)), max(1, Self.wholeTokens(output)))
    let share = min(max(0, reuse?.draw(from: &sizes) ?? 0), 1)
    let cached = min(Self.wholeTokens(share * prompt), prompt - 1)
    // The first token of the answer comes from reading the prompt.
    let seconds = perInputToken * (prompt - cached) + perOutputToken * (answer - 1)
    return DrawnDemand(
      amount: Self.wholeNanoseconds(seconds),
      inputTokens: Int32(prompt),
      outputTokens: Int32(answer),
      cachedTokens: Int32(cached)
    )
  }

  private static func wholeTokens(_ tokens: Double) -> Double {
    Double(Int64(nearest: min(max(0, tokens), 1e9)))
  }

  private static func wholeNanoseconds(_ seconds: Double) -> Double {
    Double(Int64(nearest: min(max(0, seconds) * 1e9, 1e18)))
  }
}

/// The demand of one request.
package struct DrawnDemand: Sendable, BitwiseCopyable, Equatable {
  /// Nanoseconds of device time, or items for a batching runtime.
  package var amount: Double
  package var inputTokens: Int32 = 0
  package var outputTokens: Int32 = 0
  /// Of the input tokens, those that need no reading.
  package var cachedTokens: Int32 = 0
}
