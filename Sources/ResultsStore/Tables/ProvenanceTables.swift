internal import Analysis
internal import Domain
internal import EventCore

/// Where the numbers come from: the run, its files, its parameters, its assumptions.
func provenanceTables() -> [Table] {
  [runTable(), inputFileTable(), parameterTable(), assumptionTable()]
}

private func runTable() -> Table {
  Table(
    "run",
    "The run: exactly one row.",
    columns: runQuestionColumns() + runOriginColumns(),
    rows: { source, body in try body(source) }
  )
}

private func runQuestionColumns() -> [Column<ResultsSource>] {
  [
    .id("Always 1.") { _ in 0 },
    .name("scenario", "Name of the scenario.") { $0.scenario.name },
    .prose("description", "What the scenario is about.") { $0.scenario.description },
    .prose("purpose", "Why the question is asked.") { $0.scenario.study.purpose },
    .prose("decision_owner", "Who decides on it.") { $0.scenario.study.decisionOwner },
    .real("duration_s", "s", "Simulated time of one replication, warm-up included.") {
      $0.scenario.run.duration.inSeconds
    },
    .real("warm_up_s", "s", "Simulated time at the start that is not measured.") {
      $0.scenario.run.warmUp.inSeconds
    },
    .count("replications", "replications", "Replications of each pattern.") {
      $0.scenario.run.replications
    },
    .name("seed", "Seed of the run, as a decimal number of up to 64 bits.") {
      String($0.scenario.run.seed)
    },
    .real("confidence_ratio", "ratio", "Confidence level of every interval.") {
      $0.scenario.run.confidence
    },
    .choice("interval_method", "From the scatter of what intervals are made.") {
      $0.scenario.run.sectionKind
    }.outsideDigest,
    .name("warm_up_source", "`given`, or `mser-5` if it was found.") {
      $0.run.warmUpSearch == nil ? "given" : "mser-5"
    }.outsideDigest,
    .optionalChoice("stopping_reason", "Why replications ended; NULL if their number was given.") {
      $0.precision?.reason
    }.outsideDigest,
    .name("currency", "Currency of every amount (ISO 4217).") { $0.scenario.costs.currency },
  ]
}

private func runOriginColumns() -> [Column<ResultsSource>] {
  [
    .name("scenario_sha256", "Digest of the scenario file and every file it reads.") {
      $0.run.provenance.scenarioDigest
    },
    .prose("scenario_path", "The scenario file, as given.") {
      $0.run.provenance.scenarioPath
    }.outsideDigest,
    .name("tool_version", "Version of Bulkhead.") { $0.run.provenance.toolVersion },
    .name("build_configuration", "How Bulkhead was built.") {
      $0.run.provenance.buildConfiguration
    }.outsideDigest,
    .name("started_at", "Wall clock at the start, ISO 8601 UTC.") {
      $0.run.provenance.startedAt
    }.outsideDigest,
    .name("ended_at", "Wall clock at the end, ISO 8601 UTC.") {
      $0.run.provenance.endedAt
    }.outsideDigest,
    .prose("host", "The machine it ran on.") { $0.run.provenance.host }.outsideDigest,
    .count("workers", "workers", "Replications run side by side.") {
      $0.run.provenance.workers
    }.outsideDigest,
    .optionalName("logical_digest", "SHA-256 of the results: equal runs have equal digests.") {
      $0.logicalDigest
    }.outsideDigest.defined(by: "logical-digest"),
  ]
}

private func inputFileTable() -> Table {
  let columns: [Column<(offset: Int, element: InputFile)>] = [
    .id("Place in reading order.") { $0.offset },
    .prose("path", "The file, as given.") { $0.element.path }.outsideDigest,
    .count("size_bytes", "bytes", "Its length.") { $0.element.bytes },
    .name("sha256", "Digest of its content.") { $0.element.sha256 },
    .name("role", "What the run used it for.") { $0.element.role },
  ]
  return Table("input_file", "One row per file that the run read.", columns: columns) {
    try $0.run.provenance.inputFiles.enumerated().forEach($1)
  }
}

private func parameterTable() -> Table {
  let columns: [Column<(offset: Int, element: ParameterRecord)>] = [
    .id("Place in the scenario.") { $0.offset },
    .prose("path", "Path of the quantity in the scenario.") { $0.element.path },
    .prose("value", "The quantity as written, unit included.") { $0.element.value },
    .optionalName("unit", "Its unit as written; NULL for counts, ratios and money.") {
      $0.element.unit
    },
    .whole("line", "lines", "Line of the scenario file, from 1; NULL of what --set gave.") {
      $0.element.line.map(Int64.init)
    },
    .optionalChoice("pedigree", "How the quantity is known; NULL if the scenario doesn't say.") {
      $0.element.pedigree
    },
    .prose("source", "Where it was found.") { $0.element.source },
  ]
  let meaning = "One row per quantity that the scenario states or takes."
  return Table("parameter", meaning, columns: columns) {
    try $0.run.provenance.parameters.enumerated().forEach($1)
  }
}

private func assumptionTable() -> Table {
  let columns: [Column<(offset: Int, element: Assumption)>] = [
    .id("Place in the scenario.") { $0.offset },
    .prose("name", "Identifier that the scenario gives it.") { $0.element.id },
    .prose("statement", "What is taken as given.") { $0.element.text },
    .choice("pedigree", "How it is known.") { $0.element.pedigree },
  ]
  return Table("assumption", "One row per assumption of the study.", columns: columns) {
    try $0.scenario.study.assumptions.enumerated().forEach($1)
  }
}
