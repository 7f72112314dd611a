internal import Digests
internal import Domain

/// Returns the file of a finished replication: what it is, whose it is, the record, and a SHA-256
/// over all of that.
///
/// - Throws: `RecordDamage` if the record has a number that no run can have.
func recordFile(
  _ record: ReplicationRecord,
  of runKey: RunKey
) throws(RecordDamage) -> [UInt8] {
  var writer = RecordWriter()
  var record = record
  try record.fields(&writer)
  let content = header(of: runKey) + writer.bytes
  return content + Array(SHA256.hex(of: content).utf8)
}

/// Why a file is no finished replication of a run.
enum RecordFileProblem: Error {
  case unreadable
  case damaged
  case otherFormat
  case otherRun
  case otherName

  var reason: String {
    switch self {
    case .unreadable: "it can't be read"
    case .damaged: "it is damaged: its SHA-256 doesn't match"
    case .otherFormat: "another version of Bulkhead wrote it"
    case .otherRun: "it belongs to another scenario, version or run setting"
    case .otherName: "its name doesn't match its content"
    }
  }
}

/// Reads what `recordFile` returns; no bytes make it trap or take more memory than they are worth.
func readRecordFile(
  _ bytes: [UInt8],
  of runKey: RunKey
) -> Result<ReplicationRecord, RecordFileProblem> {
  let ours = header(of: runKey)
  guard bytes.count >= ours.count + digestLength else { return .failure(.damaged) }
  let content = bytes.dropLast(digestLength)
  guard SHA256.hex(of: content).utf8.elementsEqual(bytes.suffix(digestLength)) else {
    return .failure(.damaged)
  }
  guard content.starts(with: signature) else { return .failure(.otherFormat) }
  guard content.starts(with: ours) else { return .failure(.otherRun) }
  var reader = RecordReader(content.dropFirst(ours.count))
  var record = ReplicationRecord.blank
  do {
    try record.fields(&reader)
  } catch {
    return .failure(.otherFormat)
  }
  return reader.isAtEnd ? .success(record) : .failure(.otherFormat)
}

/// Tells these files from others; the number goes up whenever a field comes, goes or changes.
private let signature = Array("bulkhead record 2\n".utf8)

/// Hexadecimal digits of a SHA-256.
private let digestLength = 64

private func header(of runKey: RunKey) -> [UInt8] {
  signature + Array(runKey.digest.utf8)
}
