internal import Domain
internal import EventCore

/// What the queries of an SLO document stand for, as its annotations say.
struct SLOBinding {
  var metric: ObjectiveMetric?
  var unit: String?
  var threshold: SimDuration?
  var tenant: String?
  var selector = TenantSelector()
  var hasScope = false
  /// `*` for all services.
  var service: String?
  var endpoint: String?
  /// The keys that were given, and the mapping of annotations in which each stands.
  var places: [String: FieldPath] = [:]
}

/// The annotations that say what an SLO is about; those of others are left alone.
func annotationsShape() -> Shape<SLOBinding> {
  object(
    "OpenSLOAnnotations",
    "What the queries stand for.",
    ignoring: { !$0.hasPrefix("bulkhead/") }
  ) { fields in
    var binding = SLOBinding()
    readMeasure(&fields, into: &binding)
    readCovered(&fields, into: &binding)
    fields.check { place, _ in
      guard case .mapping(let entries) = place.node.content else { return }
      for entry in entries where entry.key.hasPrefix("bulkhead/") {
        binding.places[entry.key] = place.path
      }
    }
    return binding
  }
}

/// Reads what makes a request good.
private func readMeasure(_ fields: inout Fields, into binding: inout SLOBinding) {
  binding.metric = fields.optional(
    "bulkhead/metric",
    "What makes a request good.",
    word(of: ObjectiveMetric.self, standIn: .latency)
  )
  binding.unit = fields.optional(
    "bulkhead/unit",
    "The unit of thresholds that are plain numbers.",
    word(["ns", "us", "ms", "s", "m"].map { ($0, $0) }, standIn: "s")
  )
  binding.threshold = fields.optional(
    "bulkhead/threshold",
    "The threshold that a ratio's query holds.",
    quantity(positiveDuration())
  )
}

/// Reads whose requests are meant.
private func readCovered(_ fields: inout Fields, into binding: inout SLOBinding) {
  binding.tenant = fields.optional("bulkhead/tenant", "Whose requests it covers.", scalar(name()))
  binding.selector.tenants = fields.optional(
    "bulkhead/tenants",
    "Whose requests it covers: names with commas between them.",
    scalar(nameList())
  )
  binding.selector.riskTier = fields.optional(
    "bulkhead/risk-tier",
    "The risk tier of the tenants it covers.",
    word(of: RiskTier.self, standIn: .low)
  )
  binding.selector.serviceTier = fields.optional(
    "bulkhead/service-tier",
    "The service tier of the tenants it covers.",
    word(of: ServiceTier.self, standIn: .silver)
  )
  let scope = fields.optional(
    "bulkhead/scope",
    "One objective for each tenant, one that pools their requests, or both.",
    scopeWord()
  )
  binding.hasScope = scope != nil
  if let scope { (binding.selector.isEach, binding.selector.isPooled) = scope }
  binding.service = fields.optional(
    "bulkhead/service",
    "Service it covers, or `*` for all.",
    scalar(serviceName())
  )
  binding.endpoint = fields.optional(
    "bulkhead/endpoint",
    "Endpoint it covers; all unless given.",
    scalar(name())
  )
}

private func nameList() -> Grammar<[String]> {
  let one = name()
  return Grammar(
    schema: ScalarSchema(kinds: [.string]),
    standIn: [],
    parse: { text throws(GrammarProblem) in
      var names: [String] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        names.append(try one.parse(String(part.drop { $0 == " " })))
      }
      return names
    }
  )
}

private func serviceName() -> Grammar<String> {
  var grammar = name()
  let parse = grammar.parse
  grammar.schema = ScalarSchema(kinds: [.string])
  grammar.parse = { text throws(GrammarProblem) in text == "*" ? text : try parse(text) }
  return grammar
}

extension SLOBinding {
  private var hasSelector: Bool {
    selector.tenants != nil || selector.riskTier != nil || selector.serviceTier != nil
  }

  /// Whose requests are meant; nil unless the annotations say so.
  var subject: WrittenSubject? {
    if let tenant { return .tenant(tenant) }
    return hasSelector ? .selector(selector) : nil
  }

  /// What the SLO and its indicator say together; what is missing or given twice is reported.
  func joined(
    with indicator: (binding: SLOBinding, field: String),
    in fields: Fields,
    _ document: FieldPath
  ) -> SLOBinding {
    var joined = self
    let other = indicator.binding
    joined.metric = metric ?? other.metric
    joined.unit = unit ?? other.unit
    joined.threshold = threshold ?? other.threshold
    joined.tenant = tenant ?? other.tenant
    joined.service = service ?? other.service
    joined.endpoint = endpoint ?? other.endpoint
    if !hasSelector { joined.selector = other.selector }
    joined.hasScope = hasScope || other.hasScope
    joined.places.merge(other.places) { first, _ in first }
    fields.check { place, reading in
      for key in other.places.keys.sorted() {
        guard places[key] != nil, let path = other.places[key]?[key] else { continue }
        reading.report("the annotation \(quoted(key)) is given twice", at: path)
      }
      joined.check(indicator.field, at: place, reading, document)
    }
    return joined
  }

  /// Reports what can't be bound, and how it can.
  private func check(
    _ indicator: String,
    at place: Place,
    _ reading: Reading,
    _ document: FieldPath
  ) {
    if metric == nil {
      let help =
        "give the annotation `bulkhead/metric` as "
        + list(ObjectiveMetric.allCases.map { "`\($0.rawValue)`" }, "or")
      let message =
        "a simulation can't ask the indicator's query, and nothing says what it measures"
      reading.report(message, at: place.path[indicator], help: help)
    }
    if subject == nil {
      let help =
        "give the annotation `bulkhead/tenant`, `bulkhead/tenants`, "
        + "`bulkhead/service-tier` or `bulkhead/risk-tier`"
      let message = "nothing says whose requests the SLO covers"
      reading.report(message, at: document["metadata"], help: help)
    }
    if tenant != nil, hasSelector || hasScope {
      let message = "`bulkhead/tenant` can't stand beside what selects several tenants"
      reading.report(message, at: places(in: document).tenants)
    }
  }

  /// The threshold of the annotations stands for that of each objective.
  func giveThreshold(to thresholds: inout [WrittenThreshold], in fields: Fields) {
    guard let threshold else { return }
    for index in thresholds.indices {
      if thresholds[index].value != nil {
        fields.check { place, reading in
          let path = place.path["objectives"][index]["value"]
          let message = "the threshold is given twice, here and as `bulkhead/threshold`"
          reading.report(message, at: path)
        }
      }
      thresholds[index].value = threshold
    }
  }

  /// The service to cover; the one of the SLO unless an annotation says otherwise.
  func service(orElse written: String?) -> String? {
    service.map { $0 == "*" ? nil : $0 } ?? written
  }

  func places(in document: FieldPath) -> WrittenObjective.Places {
    func place(_ key: String) -> FieldPath? { places[key].map { $0[key] } }
    let spec = document["spec"]
    let covered = [
      "bulkhead/tenant", "bulkhead/tenants", "bulkhead/service-tier",
      "bulkhead/risk-tier",
    ].lazy.compactMap(place).first
    return WrittenObjective.Places(
      name: document["metadata"]["name"],
      tenants: covered ?? document["metadata"],
      service: place("bulkhead/service") ?? spec["service"],
      endpoint: place("bulkhead/endpoint") ?? spec["service"],
      metric: place("bulkhead/metric") ?? spec["indicator"],
      thresholds: spec["objectives"],
      slice: spec["timeSliceWindow"],
      alerts: spec["alertPolicies"]
    )
  }
}
