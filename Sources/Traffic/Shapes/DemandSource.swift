package import Domain
package import Randomness

/// What each request of one endpoint asks of its replica, drawn when the request arrives.
package struct DemandSource: Sendable {
  private enum Kind: Sendable {
    case time(Sampler)
    case items(Sampler)
    case tokens(RequestDemand.TokenDemand, input: Sampler?, output: Sampler?)
  }

  private let kind: Kind
  private var sizes: RandomStream

  package init(_ demand: RequestDemand, sizes: RandomStream) {
    self.sizes = sizes
    kind =
      switch demand {
      case .time(let law): .time(Sampler(law))
      case .items(let law): .items(Sampler(law))
      case .tokens(let tokens):
        .tokens(
          tokens,
          input: tokens.input.map(Sampler.init),
          output: tokens.output.map(Sampler.init)
        )
      }
  }

  /// Draws what the request that arrived asks for.
  ///
  /// Times and token counts are whole numbers after the draw, which keeps results equal on machines
  /// whose mathematical libraries differ in the last bit.
  package mutating func draw(for arrival: Arrival) -> DrawnDemand {
    switch kind {
    case .time(let law):
      return DrawnDemand(amount: Self.wholeNanoseconds(law.draw(from: &sizes)))
    case .items(let law):
      // Thousandths of an item.
      return DrawnDemand(amount: max(0, law.draw(from: &sizes) * 1000).rounded() / 1000)
    case .tokens(let cost, let input, let output):
      let inputTokens = input.map { max(0, $0.draw(from: &sizes)).rounded() }
      let outputTokens = output.map { max(0, $0.draw(from: &sizes)).rounded() }
      let read = min(inputTokens ?? Double(arrival.inputTokens), 1e9)
      let written = min(outputTokens ?? Double(arrival.outputTokens), 1e9)
      let seconds = cost.base + cost.perInputToken * read + cost.perOutputToken * written
      return DrawnDemand(
        amount: Self.wholeNanoseconds(seconds),
        inputTokens: Int32(read),
        outputTokens: Int32(written)
      )
    }
  }

  private static func wholeNanoseconds(_ seconds: Double) -> Double {
    min(max(0, seconds) * 1e9, 1e18).rounded()
  }
}

/// The demand of one request.
package struct DrawnDemand: Sendable, BitwiseCopyable, Equatable {
  /// Nanoseconds of device time, or items for a batching runtime.
  package var amount: Double
  package var inputTokens: Int32 = 0
  package var outputTokens: Int32 = 0
}
