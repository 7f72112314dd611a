package import Analysis
package import Domain
internal import Foundation

/// Writes the results of a run, whole or not at all.
///
/// They are built beside the folder and take its place in one step. Existing results are replaced
/// only with `force`; files that aren't ours stay; the replications kept in `.partial` are removed.
///
/// - Returns: the identity of the results, as `logicalDigest` makes it.
@discardableResult
package func writeResults(
  _ run: RunRecord,
  _ summary: RunSummary,
  to folder: ResultsFolder,
  force: Bool
) throws(ResultsError) -> String {
  try folder.checkPlace()
  recover(folder)
  if folder.holdsResults, !force { throw .alreadyExists(path: folder.path) }
  let staging = try stage(for: folder)
  do {
    var source = ResultsSource(run, summary)
    let digest = logicalDigest(of: source)
    source.logicalDigest = digest
    try write(source, into: staging.path)
    try staging.replace()
    return digest
  } catch {
    staging.discard()
    throw .io(path: folder.path, reason: reason(of: error))
  }
}

private func stage(for folder: ResultsFolder) throws(ResultsError) -> Staging {
  do {
    try makeFolder(folder.parent)
    return try Staging(for: folder)
  } catch {
    throw .cannotCreate(path: folder.path, reason: reason(of: error))
  }
}

/// Writes every table into `run.sqlite` and `tables/`, going through the records once.
private func write(_ source: ResultsSource, into path: String) throws {
  let tables = "\(path)/\(ResultsFolder.tables)"
  try makeFolder(tables)
  let database = try SQLiteWriter(path: "\(path)/\(ResultsFolder.database)")
  var open: CSVWriter?
  try database.write(source) { table in
    try open?.finish()
    open = nil
    guard !table.isDictionary else { return nil }
    let writer = try CSVWriter(path: "\(tables)/\(table.name).csv", columns: table.columns)
    open = writer
    return writer.append
  }
  try open?.finish()
  try database.finish()
  try makeDurable("\(path)/\(ResultsFolder.database)")
  try makeDurable(tables)
  try makeDurable(path)
}
