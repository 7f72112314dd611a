internal import Domain

/// A gate as written: its limit is still text, for its metric says how to read it.
struct WrittenGate {
  var path: FieldPath
  /// The name is empty if none was given; the limit of a metric is zero until it is read.
  var gate: Gate
  /// Nil for a verdict.
  var value: String?
}

/// A condition on the run that decides about its exit code.
func gateShape() -> Shape<WrittenGate> {
  object("Gate", "A condition on the run that decides about its exit code.") { fields in
    let gate = readGateSubject(&fields)
    let verdict: Void? = fields.optional(
      "verdict",
      "The verdict that the objectives must have, always `pass`.",
      word([("pass", ())], standIn: ())
    )
    let metric = fields.optional(
      "metric",
      "The number that must keep to a limit.",
      word(of: Metric.self, standIn: .p95)
    )
    let comparison = fields.optional(
      "op",
      "On which side of the limit it must lie: at most, or at least.",
      word(of: Gate.Comparison.self, standIn: .atMost)
    )
    let value = fields.optional(
      "value",
      "The limit, in the words of the metric: `150ms`, `0.99` or `99%`, `2m`, money or a count.",
      scalar(limitText())
    )
    fields.exactlyOneSet(of: [["verdict"], ["metric", "op", "value"]])
    fields.check { place, reading in
      if verdict != nil, gate.objectives == nil {
        reading.report("a `verdict` needs its `slo`, or `slo: \"*\"` for every one", at: place)
      }
    }
    var written = WrittenGate(path: fields.path, gate: gate, value: value)
    if let metric { written.gate.condition = .limit(metric, comparison ?? .atMost, 0) }
    return written
  }
}

/// Reads what a gate is called and what it looks at.
private func readGateSubject(_ fields: inout Fields) -> Gate {
  let name = fields.optional(
    "name",
    "Its name in reports; made from the rest unless given.",
    scalar(name())
  )
  let patterns = fields.optional(
    "patterns",
    "The patterns it holds for; every one that is run unless given.",
    patternsShape()
  )
  let tenant = fields.optional(
    "tenant",
    "The tenant whose numbers count; each unless given.",
    scalar(ScenarioLoading.name())
  )
  let endpoint = fields.optional(
    "endpoint",
    "The endpoint, as `service/endpoint`, or the service with a single one; each unless given.",
    scalar(endpointLabel())
  )
  let objectives = fields.optional(
    "slo",
    "The objective; `*` stands for each, `gold-*` for those that begin so.",
    scalar(nameSet())
  )
  return Gate(
    name: name ?? "",
    condition: .verdict,
    patterns: patterns,
    tenant: tenant,
    endpoint: endpoint,
    objectives: objectives
  )
}

/// The text of a limit, read later in the words of its metric.
private func limitText() -> Grammar<String> {
  Grammar(
    schema: ScalarSchema(kinds: [.string, .number]),
    standIn: "",
    parse: { text throws(GrammarProblem) in text }
  )
}

/// `service` or `service/endpoint`.
private func endpointLabel() -> Grammar<String> {
  let part = name()
  return Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: "^[a-z0-9-]{1,63}(/[a-z0-9-]{1,63})?$"),
    standIn: "",
    parse: { text throws(GrammarProblem) in
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count <= 2 else {
        throw GrammarProblem("needs `service/endpoint`, found \(quoted(text))")
      }
      for one in parts { _ = try part.parse(String(one)) }
      return text
    }
  )
}

/// A name, or how names begin, followed by `*`.
private func nameSet() -> Grammar<NameSet> {
  let whole = name()
  return Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: "^([a-z0-9-]{1,63}|[a-z0-9-]{0,63}\\*)$"),
    standIn: NameSet("*"),
    parse: { text throws(GrammarProblem) in
      let start = text.hasSuffix("*") ? String(text.dropLast()) : text
      // What names begin with may end in a hyphen, which a whole name may not.
      let stem = text.hasSuffix("*") && start.hasSuffix("-") ? String(start.dropLast()) : start
      if text != "*" { _ = try whole.parse(stem) }
      return NameSet(text)
    }
  )
}
