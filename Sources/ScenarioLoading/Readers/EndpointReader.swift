internal import Catalogue
internal import Domain
internal import EventCore
internal import Randomness

/// A class of requests to a service.
func endpointShape() -> Shape<Endpoint> {
  object("Endpoint", "A class of requests with its own traffic, sizes and limits.") { fields in
    let name = fields.required("name", "Name of the endpoint.", scalar(name()))
    let arrivals = fields.required("arrivals", "When requests arrive.", arrivalsShape())
    let work = fields.optional("work", "Device time of a request.", workShape())
    let items = fields.optional(
      "items",
      "Items of a request in a batch; only for batching runtimes.",
      distribution(.count).map(RequestDemand.items)
    )
    fields.exactlyOne(of: "work", "items")
    return Endpoint(
      name: name,
      arrivals: arrivals,
      demand: work ?? items ?? .time(.constant(1)),
      timeout: fields.optional(
        "timeout",
        "A client gives up this long after the intended arrival.",
        quantity(positiveDuration())
      ),
      rateLimit: fields.optional("rateLimit", "A token bucket at the edge.", rateLimitShape()),
      priority: fields.optional(
        "priority",
        "Where the service's `scheduler` goes by it; that of the tenant's class unless given.",
        quantity(wholeNumber(-1_000_000_000...1_000_000_000))
      ),
      responseSize: fields.optional(
        "responseBytes",
        "What an answered request sends out of the platform.",
        responseSizeShape(),
        default: ResponseSize()
      )
    )
  }
}

private func responseSizeShape() -> Shape<ResponseSize> {
  object("ResponseBytes", "What an answered request sends out of the platform.") { fields in
    let amount = quantity(bytesQuantity()).map { Bytes($0) }
    return ResponseSize(
      perRequest: fields.optional("perRequest", "For the request.", amount, default: Bytes(0)),
      perOutputToken: fields.optional(
        "perOutputToken",
        "For each of its output tokens.",
        amount,
        default: Bytes(0)
      )
    )
  }
}

private func rateLimitShape() -> Shape<RateLimit> {
  object("RateLimit", "A token bucket at the edge; one token a request.") { fields in
    RateLimit(
      perSecond: fields.required("rate", "Tokens added.", quantity(rate())),
      burst: fields.required("burst", "Most tokens held.", quantity(wholeNumber(1...1_000_000_000)))
        .asDouble
    )
  }
}

extension Int {
  fileprivate var asDouble: Double { Double(self) }
}

/// Device time of a request: a distribution, a price per token, or what the profile says.
private func workShape() -> Shape<RequestDemand> {
  let word = ServingProfile.workWord
  return ownWorkShape(word).checked { _, place, reading in
    // The work of a profile has taken the word's place where there is one.
    if place.node.text == word {
      let help = "`bulkhead catalogue profiles` lists them; give the `work` itself"
      reading.report("the service names no profile that has work of its own", at: place, help: help)
    }
  }
}

private func ownWorkShape(_ word: String) -> Shape<RequestDemand> {
  let laws = distributionVariants(.time).map { law in
    Variant(law.key, law.summary, law.shape.map(RequestDemand.time))
  }
  return choice(
    "Work",
    "Device time of a request: seconds of a core or of a whole GPU at full speed.",
    words: [(word, .time(.constant(1)))],
    bare: quantity(positiveDuration()).map { .time(.constant($0.inSeconds)) },
    variants: laws + [Variant("tokens", "Device time by token counts.", tokensShape())],
    standIn: .time(.constant(1))
  )
}

private func tokensShape() -> Shape<RequestDemand> {
  object("Tokens", "Token counts, and device time: base + perInputToken × input + …") { fields in
    func cost(_ name: String, _ summary: String) -> Double {
      fields.optional(name, summary, quantity(duration()).map(\.inSeconds), default: 0)
    }
    return .tokens(
      RequestDemand.TokenDemand(
        input: fields.optional(
          "input",
          "Input tokens; a replayed trace brings its own.",
          distribution(.count)
        ),
        output: fields.optional(
          "output",
          "Output tokens; a replayed trace brings its own.",
          distribution(.count)
        ),
        prefixReuse: fields.optional(
          "prefixReuse",
          "Share of the input tokens found in the cache; only for continuous batching.",
          distribution(.ratio)
        ),
        base: cost("base", "Time of every request."),
        perInputToken: cost("perInputToken", "Time per input token."),
        perOutputToken: cost("perOutputToken", "Time per output token.")
      )
    )
  }
}
