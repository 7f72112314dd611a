internal import Analysis
internal import Domain
internal import Foundation
internal import GRDB
internal import Statistics

/// Reads a finished run from its folder or its `run.sqlite`, trusting neither.
///
/// Nothing on disk is changed. O(rows of the tables that are read), plus one pass over the file to
/// see that it is sound.
///
/// - Throws: `ReadingError` if there is no such file, or it isn't a run of this schema version, or
///   anything in it is not as this program writes it.
package func readStoredRun(at path: String) throws(ReadingError) -> StoredRun {
  let file = try databaseFile(at: path)
  let database = try ForeignDatabase(path: file)
  let header = try readHeader(of: database)
  let variants = try readVariants(of: database)
  let tenants = try readTenants(of: database)
  let origin = header.origin
  return StoredRun(
    path: file,
    metrics: RunMetrics(
      origin: origin,
      variants: variants.map(\.1),
      values: try readMetrics(of: database, variants)
    ),
    logicalDigest: header.digest,
    tenants: tenants.map(\.1),
    objectives: try readObjectives(of: database, variants, tenants, origin),
    costLines: try readCostLines(of: database, variants, tenants),
    gates: try readGates(of: database)
  )
}

/// The database of a results folder, or the file itself; nothing but plain files is opened.
func databaseFile(at path: String) throws(ReadingError) -> String {
  let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  switch FileKind(at: resolved) {
  case .nothing: throw ReadingError(path, "there is no such file", isMissing: true)
  case .folder:
    let file = ResultsFolder(path: path).databasePath
    guard FileKind(at: file) != .nothing else {
      throw ReadingError(path, "the folder holds no \(ResultsFolder.database)", isMissing: true)
    }
    guard FileKind(at: file) == .file else { throw ReadingError(file, "not a plain file") }
    return try withinBudget(file)
  case .file, .link: return try withinBudget(path)
  }
}

private func withinBudget(_ path: String) throws(ReadingError) -> String {
  let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
  guard attributes?[.type] as? FileAttributeType == .typeRegular else {
    throw ReadingError(path, "not a plain file")
  }
  let size = (attributes?[.size] as? NSNumber)?.int64Value ?? 0
  guard size > 0 else { throw ReadingError(path, "the file is empty") }
  guard size <= ForeignDatabase.largestFile else {
    let largest = ForeignDatabase.largestFile
    throw ReadingError(path, "\(size) bytes are too many; at most \(largest) are read")
  }
  return path
}

/// The one row of `run`.
private func readHeader(
  of database: ForeignDatabase
) throws(ReadingError) -> (origin: RunMetrics.Origin, digest: String?) {
  var headers: [(RunMetrics.Origin, String?)] = []
  try database.forEachRow(
    of: "run",
    columns: [
      "scenario", "scenario_sha256", "seed", "replications", "duration_s", "warm_up_s",
      "confidence_ratio", "currency", "tool_version", "logical_digest",
    ],
    by: "id",
    atMost: 1
  ) { row throws(ReadingError) in
    let seed = try row.text("seed")
    guard let number = UInt64(seed) else {
      throw row.problem("seed", "'\(seed.prefix(40))'", "a whole number of up to 64 bits")
    }
    headers.append(
      (
        RunMetrics.Origin(
          scenario: try row.text("scenario"),
          scenarioDigest: try row.text("scenario_sha256"),
          seed: number,
          replications: Int(try row.integer("replications", in: 1...1_000_000)),
          duration: try row.real("duration_s", in: 0...1e12),
          warmUp: try row.real("warm_up_s", in: 0...1e12),
          confidence: try row.real("confidence_ratio", in: 1e-9...(1 - 1e-9)),
          currency: try row.text("currency"),
          toolVersion: try row.text("tool_version")
        ),
        try row.optionalText("logical_digest")
      )
    )
  }
  guard let header = headers.first else {
    throw ReadingError(database.path, "no row, expected one", at: "table run")
  }
  return header
}

private func readVariants(
  of database: ForeignDatabase
) throws(ReadingError) -> [(id: Int64, RunMetrics.Variant)] {
  let labels = try readPoints(of: database)
  var variants: [(id: Int64, RunMetrics.Variant)] = []
  try database.forEachRow(
    of: "variant",
    columns: ["id", "point_id", "pattern", "status", "infeasible_reason"],
    by: "id",
    atMost: 10_000
  ) { row throws(ReadingError) in
    let status = try row.text("status")
    guard ["complete", "infeasible"].contains(status) else {
      throw row.problem("status", "'\(status.prefix(40))'", "complete or infeasible")
    }
    let reason = try row.optionalText("infeasible_reason")
    variants.append(
      (
        try row.integer("id", in: 1...Int64.max),
        RunMetrics.Variant(
          pattern: try row.choice("pattern", of: IsolationPattern.self),
          point: try row.reference("point_id", to: labels),
          infeasibleReason: status == "complete" ? nil : reason ?? "no reason was recorded"
        )
      )
    )
  }
  return variants
}

/// The labels of the points of a sweep; without one a single point without a label.
func readPoints(of database: ForeignDatabase) throws(ReadingError) -> [Int64: String] {
  var labels: [Int64: String] = [:]
  try database.forEachRow(
    of: "sweep_point",
    columns: ["id", "label"],
    by: "id",
    atMost: 10_000
  ) { row throws(ReadingError) in
    labels[try row.integer("id", in: 1...Int64.max)] = try row.optionalText("label") ?? ""
  }
  return labels
}

private func readTenants(of database: ForeignDatabase) throws(ReadingError) -> [(id: Int64, String)]
{
  var tenants: [(id: Int64, String)] = []
  try database.forEachRow(
    of: "tenant",
    columns: ["id", "name"],
    by: "id",
    atMost: 100_000
  ) { row throws(ReadingError) in
    tenants.append((try row.integer("id", in: 1...Int64.max), try row.text("name")))
  }
  return tenants
}
