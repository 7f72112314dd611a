internal import Domain
internal import EventCore

/// Tells the scenario from the SLO documents beside it.
///
/// The scenario is the first that says so, or else the first document that is no SLO.
func scenarioDocument(
  among documents: [YAMLNode]
) -> (scenario: YAMLNode?, problems: [YAMLProblem]) {
  let others = documents.filter { !$0.isSLO }
  guard let index = others.firstIndex(where: { $0.kind == "Scenario" }) ?? others.indices.first
  else {
    // A file without any document has been reported already.
    let message = "no document of the file has `kind: Scenario`"
    return (nil, documents.prefix(1).map { YAMLProblem(message, at: $0.mark) })
  }
  let problems = others.enumerated().filter { $0.offset != index }.map { _, document in
    let kind = document.kind.map { "`kind: \(visible($0))`" } ?? "no `kind`"
    return YAMLProblem(
      "beside its scenario, a file holds documents of `kind: SLO` only; this one has \(kind)",
      at: document["kind"]?.value.span ?? document.mark
    )
  }
  return (others[index], problems)
}

/// Reads every SLO document of a file.
func readOpenSLODocuments(_ reading: Reading) -> [WrittenObjective] {
  let shape = openSLOShape()
  return reading.documents.enumerated().filter { $1.isSLO }.flatMap { index, document in
    shape.read(Place(node: document, path: FieldPath()[index], key: nil), reading)
  }
}

extension YAMLNode {
  fileprivate var kind: String? { self["kind"]?.value.text }
  fileprivate var isSLO: Bool { kind == "SLO" }
}

/// An SLO as OpenSLO writes it, version 1 or 2 alpha.
///
/// Its queries can't be asked of a simulation; annotations say what they stand for.
func openSLOShape() -> Shape<[WrittenObjective]> {
  object("OpenSLO", "An SLO as OpenSLO writes it.") { fields in
    fields.required(
      "apiVersion",
      "OpenSLO's version.",
      word([("openslo/v1", ()), ("openslo.com/v2alpha", ())], standIn: ())
    )
    fields.required("kind", "Always `SLO`.", word([("SLO", ())], standIn: ()))
    let metadata = fields.required("metadata", "Its name, and what it is about.", metadataShape())
    let path = fields.path
    return fields.required("spec", "The promise.", specShape(metadata, at: path))
  }
}

/// What the metadata of an SLO says.
private struct SLOMetadata {
  var name: String
  var displayName: String?
  var binding: SLOBinding
}

private func metadataShape() -> Shape<SLOMetadata> {
  object("OpenSLOMetadata", "Its name, and what it is about.") { fields in
    let name = fields.required("name", "Name of the objective.", scalar(name()))
    let displayName = fields.optional("displayName", "For readers.", scalar(prose(atMost: 200)))
    fields.optional("labels", "Labels for people and their tools.", anything())
    let binding = fields.optional(
      "annotations",
      "What the queries stand for, beside annotations of others.",
      annotationsShape(),
      default: SLOBinding()
    )
    return SLOMetadata(name: name, displayName: displayName, binding: binding)
  }
}

private func specShape(
  _ metadata: SLOMetadata,
  at document: FieldPath
) -> Shape<[WrittenObjective]> {
  object("OpenSLOSpec", "The promise.") { fields in
    fields.optional("description", "For readers.", scalar(prose(atMost: 1050)))
    let service = fields.optional(
      "service",
      "The service, unless an annotation names it.",
      scalar(prose(atMost: 253))
    )
    let indicator = readIndicator(&fields)
    let binding = metadata.binding.joined(with: indicator, in: fields, document)
    let budget = readBudget(&fields, sliceLength: sliceLengthOfOpenSLO())
    var thresholds = fields.required(
      "objectives",
      "Thresholds and shares.",
      list(of: openThresholdShape(unit: binding.unit), atLeast: 1)
    )
    let alerts = fields.optional(
      "alertPolicies",
      "Alerts on its burn rate; sloth's four unless given.",
      list(of: alertPolicyShape())
    )
    budget.check(thresholds, in: fields, needsLength: true)
    binding.giveThreshold(to: &thresholds, in: fields)
    checkThresholds(thresholds, of: binding.metric ?? .availability, in: fields)
    guard let subject = binding.subject else { return [] }
    let written = WrittenObjective(
      path: document,
      places: binding.places(in: document),
      objective: blankObjective(metadata.name, metadata.displayName),
      subject: subject,
      service: binding.service(orElse: service),
      endpoint: binding.endpoint
    )
    return written.measuring(binding.metric ?? .latency)
      .objectives(thresholds, budget, alerts: alerts?.flatMap { $0 })
  }
}

extension WrittenObjective {
  fileprivate func measuring(_ metric: ObjectiveMetric) -> Self {
    var copy = self
    copy.objective.metric = metric
    return copy
  }
}

/// Reads the indicator, under the name that it has in either version; returns its annotations.
private func readIndicator(_ fields: inout Fields) -> (binding: SLOBinding, field: String) {
  let shape = sliShape()
  let first = fields.optional("indicator", "What is measured.", shape)
  let second = fields.optional("sli", "What is measured, in version 2 alpha.", shape)
  let reference = fields.optional("indicatorRef", "Refused: write it inline.", anything())
  let newReference = fields.optional("sliRef", "Refused: write it inline.", anything())
  fields.check { place, reading in
    for (given, name) in [(reference, "indicatorRef"), (newReference, "sliRef")] where given != nil
    {
      let help = "write the indicator inline, as `indicator`"
      reading.report("an SLI of another file is not known", at: place.path[name], help: help)
    }
    if first != nil, second != nil {
      reading.report("`sli` can't stand beside `indicator`", at: place.path["sli"])
    }
  }
  return (first ?? second ?? SLOBinding(), second == nil ? "indicator" : "sli")
}

/// An indicator: queries that are left alone, and what they stand for.
private func sliShape() -> Shape<SLOBinding> {
  object("OpenSLOIndicator", "What is measured.") { fields in
    fields.optional("apiVersion", "OpenSLO's version.", anything())
    fields.optional("kind", "Always `SLI`.", word([("SLI", ())], standIn: ()))
    let metric = fields.optional(
      "metric",
      "What it stands for; an annotation may say so as well.",
      word(of: ObjectiveMetric.self, standIn: .latency)
    )
    let metadata = fields.optional("metadata", "Name and annotations.", indicatorMetadataShape())
    fields.optional("spec", "Queries; they are not asked.", querySpecShape())
    var binding = metadata ?? SLOBinding()
    let annotated = binding.metric
    fields.check { place, reading in
      if metric != nil, annotated != nil {
        let message = "the metric is given twice, here and in an annotation"
        reading.report(message, at: place.path["metric"])
      }
    }
    binding.metric = metric ?? annotated
    return binding
  }
}

private func indicatorMetadataShape() -> Shape<SLOBinding> {
  object("OpenSLOIndicatorMetadata", "Name and annotations of an indicator.") { fields in
    fields.optional("name", "Its name.", anything())
    fields.optional("displayName", "For readers.", anything())
    fields.optional("labels", "Labels for people and their tools.", anything())
    return fields.optional(
      "annotations",
      "What the queries stand for, beside annotations of others.",
      annotationsShape(),
      default: SLOBinding()
    )
  }
}

private func querySpecShape() -> Shape<Void> {
  object("OpenSLOQueries", "Queries of a monitoring system; they are not asked.") { fields in
    fields.optional("description", "For readers.", anything())
    fields.optional("thresholdMetric", "A query for values.", anything())
    fields.optional("ratioMetric", "Queries for good and all events.", anything())
    fields.exactlyOne(of: "thresholdMetric", "ratioMetric")
  }
}

/// As OpenSLO has it, a number alone counts minutes.
private func sliceLengthOfOpenSLO() -> Grammar<SimDuration> {
  var grammar = sliceLength()
  grammar.schema = ScalarSchema(kinds: [.string, .number])
  let parse = grammar.parse
  grammar.parse = { text throws(GrammarProblem) in
    try parse(Decimal(text) == nil ? text : text + "m")
  }
  return grammar
}

private func openThresholdShape(unit: String?) -> Shape<WrittenThreshold> {
  object("OpenSLOObjective", "A threshold and the share of requests to answer within it.") {
    fields in
    fields.optional("displayName", "For readers.", scalar(prose(atMost: 200)))
    return readThreshold(
      &fields,
      value: quantity(openValue(unit: unit)),
      sliceLength: sliceLengthOfOpenSLO()
    )
  }
}

/// A number in the unit of the annotations, or a duration that brings its own.
private func openValue(unit: String?) -> Grammar<SimDuration> {
  var grammar = positiveDuration()
  grammar.schema = ScalarSchema(kinds: [.string, .number])
  let parse = grammar.parse
  grammar.parse = { text throws(GrammarProblem) in
    guard Decimal(text) != nil else { return try parse(text) }
    guard let unit else {
      throw GrammarProblem(
        "the unit of \(quoted(text)) is not known",
        help: "write `\(text)ms`, or give the annotation `bulkhead/unit: ms`"
      )
    }
    return try parse(text + unit)
  }
  return grammar
}
