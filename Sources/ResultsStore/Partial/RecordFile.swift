internal import Digests
internal import Domain

/// Returns the file of a finished replication: what it is, whose it is, how long it is, the record,
/// and a SHA-256 over all of that.
///
/// - Throws: `RecordDamage` if the record has a number that no run can have.
func recordFile(
  _ record: ReplicationRecord,
  of runKey: RunKey
) throws(RecordDamage) -> [UInt8] {
  var writer = RecordWriter()
  var record = record
  try record.fields(&writer)
  let ours = header(of: runKey)
  let size = ours.count + sizeLength + writer.bytes.count + digestLength
  let content = ours + bytes(ofSize: size) + writer.bytes
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
    case .damaged: "it is damaged: its length or its SHA-256 doesn't match"
    case .otherFormat: "another version of Bulkhead wrote it"
    case .otherRun: "it belongs to another scenario, version or run setting"
    case .otherName: "its name doesn't match its content"
    }
  }
}

/// Returns why a file can't be a finished replication of a run, from its first bytes and its size;
/// a file that was cut or filled up need not be read to know.
func problemOfRecordFile(
  beginning: some Collection<UInt8>,
  size: Int,
  of runKey: RunKey
) -> RecordFileProblem? {
  let ours = header(of: runKey)
  guard beginning.starts(with: signature) else { return .otherFormat }
  guard beginning.starts(with: ours) else { return .otherRun }
  guard beginning.dropFirst(ours.count).starts(with: bytes(ofSize: size)) else { return .damaged }
  return size < mostBytes ? nil : .damaged
}

/// The bytes that `problemOfRecordFile` looks at.
func recordFileBeginning(of runKey: RunKey) -> Int { header(of: runKey).count + sizeLength }

/// Reads what `recordFile` returns; no bytes make it trap or take more memory than they are worth.
func readRecordFile(
  _ bytes: [UInt8],
  of runKey: RunKey
) -> Result<ReplicationRecord, RecordFileProblem> {
  let ours = header(of: runKey)
  guard bytes.count >= ours.count + sizeLength + digestLength else { return .failure(.damaged) }
  let content = bytes.dropLast(digestLength)
  guard SHA256.hex(of: content).utf8.elementsEqual(bytes.suffix(digestLength)) else {
    return .failure(.damaged)
  }
  guard content.starts(with: signature) else { return .failure(.otherFormat) }
  guard content.starts(with: ours) else { return .failure(.otherRun) }
  var reader = RecordReader(content.dropFirst(ours.count + sizeLength))
  var record = ReplicationRecord.blank
  do {
    try record.fields(&reader)
  } catch {
    return .failure(.otherFormat)
  }
  return reader.isAtEnd ? .success(record) : .failure(.otherFormat)
}

/// Tells these files from others; the number goes up whenever a field comes, goes or changes.
private let signature = Array("bulkhead record 6\n".utf8)

/// Hexadecimal digits of a SHA-256.
private let digestLength = 64

/// Bytes that say how long the file is, lowest first.
private let sizeLength = 8

/// No replication that fits into memory leaves as much.
private let mostBytes = 1 << 34

private func bytes(ofSize size: Int) -> [UInt8] {
  (0..<sizeLength).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
}

private func header(of runKey: RunKey) -> [UInt8] {
  signature + Array(runKey.digest.utf8)
}
