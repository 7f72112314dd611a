internal import Catalogue

/// A name of the catalogue; what stands behind it was written out before anything was read.
func catalogueName(_ kind: String, _ list: String, _ names: [String]) -> Grammar<String> {
  let known = Set(names)
  return Grammar(
    schema: ScalarSchema(kinds: [.string], words: names),
    standIn: names.first ?? "",
    parse: { text throws(GrammarProblem) in
      guard !known.contains(text) else { return text }
      throw GrammarProblem(
        "the catalogue has no \(kind) \(quoted(text)); `bulkhead catalogue \(list)` lists them",
        help: didYouMean(text, among: names)
      )
    }
  )
}

func profileName() -> Grammar<String> {
  catalogueName("profile", "profiles", Catalogue.profiles.map(\.name))
}

func instanceTypeName() -> Grammar<String> {
  catalogueName("instance type", "instances", Catalogue.instanceTypes.map(\.name))
}

/// A runtime that may be a profile of the catalogue, with what a scenario has otherwise beside it.
///
/// A known profile has been written out as a runtime, so only unknown ones are met here.
func profiled<Value>(_ runtime: Shape<Value>) -> Shape<Value> {
  var shape = runtime
  shape.schema = {
    guard case .object(let object) = runtime.schema() else { return runtime.schema() }
    let name = FieldSchema(
      name: "profile",
      summary: "A serving profile of the catalogue.",
      isRequired: true,
      schema: { .scalar(profileName().schema) }
    )
    let partial = object.fields.map(relaxed)
    let profiled = ObjectSchema(
      name: "ProfiledRuntime",
      summary: "A profile, and what a service has otherwise.",
      fields: [name] + partial,
      alternatives: []
    )
    return .anyOf([.object(object), .object(profiled)])
  }
  shape.read = { place, reading in
    guard let profile = place.node["profile"] else { return runtime.read(place, reading) }
    let name = Place(
      node: profile.value,
      path: place.path["profile"],
      key: profile.keySpan
    )
    guard profileName().read(name, reading) != nil else { return runtime.standIn() }
    reading.report(
      "the profile can only be overridden in its own kind of runtime",
      at: place,
      help: "`bulkhead catalogue profiles` lists the kinds"
    )
    return runtime.standIn()
  }
  return shape
}

/// A schema of which no field need be given.
private func relaxed(_ schema: Schema) -> Schema {
  guard case .object(var object) = schema, object.name != "Quantity" else { return schema }
  object.name = "Partial\(object.name)"
  object.alternatives = []
  object.fields = object.fields.map(relaxed)
  return .object(object)
}

private func relaxed(_ field: FieldSchema) -> FieldSchema {
  FieldSchema(
    name: field.name,
    summary: field.summary,
    isRequired: false,
    schema: { relaxed(field.schema()) }
  )
}
