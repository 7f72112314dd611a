internal import Analysis
internal import Domain
internal import Statistics

/// Returns the metrics of a run with the value of each replication.
func readMetrics(
  of database: ForeignDatabase,
  _ variants: [(id: Int64, RunMetrics.Variant)]
) throws(ReadingError) -> [MetricValue] {
  let patterns = Dictionary(variants.map { ($0.id, $0.1.pattern) }) { first, _ in first }
  var values: [MetricValue] = []
  var places: [Int64: Int] = [:]
  var keys: Set<MetricKey> = []
  try database.forEachRow(
    of: "metric_value",
    columns: [
      "id", "variant_id", "metric", "subject", "tenant", "unit", "value", "low", "high",
      "confidence", "replications", "n", "needed",
    ],
    by: "id",
    atMost: 2_000_000
  ) { row throws(ReadingError) in
    let value = try metricValue(row, patterns)
    guard keys.insert(value.key).inserted else {
      throw row.problem("metric", "'\(value.metric.rawValue)' twice", "one row for each subject")
    }
    places[try row.integer("id", in: 1...Int64.max)] = values.count
    values.append(value)
  }
  try readSamples(of: database, places, into: &values)
  return values
}

private func metricValue(
  _ row: RowReader,
  _ patterns: [Int64: IsolationPattern]
) throws(ReadingError) -> MetricValue {
  let metric = try row.choice("metric", of: Metric.self)
  let unit = try row.choice("unit", of: Metric.Unit.self)
  guard unit == metric.unit else {
    throw row.problem("unit", "'\(unit.rawValue)'", "'\(metric.unit.rawValue)'")
  }
  let needed = try row.optionalInteger("needed", in: 1...Int64.max >> 8)
  return MetricValue(
    metric: metric,
    pattern: try row.reference("variant_id", to: patterns),
    subject: try row.text("subject"),
    tenant: try row.optionalText("tenant"),
    estimate: try estimate(row),
    count: try row.count("n"),
    needed: needed.map { Int($0) }
  )
}

private func estimate(_ row: RowReader) throws(ReadingError) -> Estimate? {
  guard let value = try row.optionalReal("value") else { return nil }
  let low = try row.optionalReal("low")
  let high = try row.optionalReal("high")
  guard (low == nil) == (high == nil), low ?? 0 <= high ?? 0 else {
    throw row.problem("low", "\(low.map { "\($0)" } ?? "nothing")", "an end below `high`")
  }
  return Estimate(
    value: value,
    low: low,
    high: high,
    confidence: try row.real("confidence", in: 1e-9...(1 - 1e-9)),
    replications: Int(try row.integer("replications", in: 1...1_000_000))
  )
}

private func readSamples(
  of database: ForeignDatabase,
  _ places: [Int64: Int],
  into values: inout [MetricValue]
) throws(ReadingError) {
  var samples = values.map { _ in [Double?]() }
  try database.forEachRow(
    of: "metric_sample",
    columns: ["metric_value_id", "replication", "value"],
    by: "metric_value_id, replication",
    atMost: 20_000_000
  ) { row throws(ReadingError) in
    let place = try row.reference("metric_value_id", to: places)
    let number = try row.integer("replication", in: 1...1_000_000)
    guard number == samples[place].count + 1 else {
      throw row.problem("replication", "\(number)", "\(samples[place].count + 1)")
    }
    samples[place].append(try row.optionalReal("value"))
  }
  for index in values.indices { values[index].replications = samples[index] }
}
