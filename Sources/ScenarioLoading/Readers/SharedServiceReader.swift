internal import Domain
internal import EventCore

/// A service of the platform, whose replicas several tenants use.
func sharedServiceShape() -> Shape<SharedService> {
  object("SharedService", "A service of the platform for tenants to use.") { fields in
    let namespace = fields.optional(
      "namespace",
      "The platform's namespace in which its pods live.",
      scalar(name()),
      default: SharedService.platform
    )
    return SharedService(namespace: namespace, service: fields.service())
  }
}

/// A tenant's use of a shared service.
func sharedUseShape() -> Shape<SharedUse> {
  object("Use", "A tenant's requests to a shared service.") { fields in
    SharedUse(
      service: fields.required("service", "Name of a shared service.", scalar(name())),
      limits: fields.optional(
        "limits",
        "What these requests may come to in a minute.",
        usageLimitsShape()
      ),
      endpoints: fields.required(
        "endpoints",
        "Classes of requests.",
        list(of: endpointShape(), atLeast: 1)
      )
    )
  }
}

/// Requests and tokens per minute.
func usageLimitsShape() -> Shape<UsageLimits> {
  object("UsageLimits", "What the gateway lets through in a minute.") { fields in
    func most(_ name: String, _ summary: String) -> Int? {
      fields.optional(name, summary, quantity(wholeNumber(1...1_000_000_000_000)))
    }
    let limits = UsageLimits(
      requestsPerMinute: most("requestsPerMinute", "Requests in a minute."),
      tokensPerMinute: most("tokensPerMinute", "Input and output tokens in a minute."),
      window: fields.optional(
        "window",
        "How minutes are counted.",
        word(of: UsageLimits.Window.self, standIn: .fixed),
        default: .fixed
      ),
      estimatedOutputTokens: fields.optional(
        "estimatedOutputTokens",
        "Output tokens charged on arrival, in place of the answer's.",
        quantity(wholeNumber(0...1_000_000_000))
      )
    )
    fields.check { place, reading in
      if limits.requestsPerMinute == nil, limits.tokensPerMinute == nil {
        reading.report("needs `requestsPerMinute` or `tokensPerMinute`", at: place)
      }
      if limits.estimatedOutputTokens != nil, limits.tokensPerMinute == nil {
        let message = "an estimate of tokens needs `tokensPerMinute`"
        reading.report(message, at: place.path["estimatedOutputTokens"])
      }
    }
    return limits
  }
}

/// Answers kept in front of a service.
func responseCacheShape() -> Shape<ResponseCache> {
  object("ResponseCache", "Answers kept in front of a service.") { fields in
    ResponseCache(
      hitRatio: fields.required(
        "hitRatio",
        "Share of requests that it answers.",
        quantity(number("from 0 to 1") { (0...1).contains($0) })
      ),
      latency: fields.optional(
        "latency",
        "How long such an answer takes.",
        quantity(duration()),
        default: .milliseconds(1)
      )
    )
  }
}
