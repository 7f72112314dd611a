import Digests
import Domain
import EventCore
import Foundation
import ResultsStore
import Testing

@Suite struct PartialStoreTests {
  let folder: TemporaryFolder
  let store: PartialStore

  init() throws {
    folder = try TemporaryFolder()
    store = PartialStore(folder.results, runKey: Self.key())
  }

  private static func key(
    digest: String = "ab",
    version: String = "0.1.0",
    seed: UInt64 = 7
  ) -> RunKey {
    RunKey(
      scenarioDigest: digest,
      toolVersion: version,
      settings: RunSettings(duration: .seconds(180), seed: seed),
      hardware: .equal
    )
  }

  private func record(_ pattern: IsolationPattern, _ number: Int) -> ReplicationRecord {
    var record = SmallRun.replication(pattern, number)
    for index in record.usage.indices { record.usage[index].cpuCores = 0.1 }
    record.endpoints[0].tooLong = 3
    return record
  }

  private let partial = "results/two-tenants/.partial"

  @Test func whatIsSavedIsLoaded() throws {
    let records = [record(.sharedNodes, 1), record(.sharedNodes, 2), record(.hybrid, 1)]
    for record in records { try store.save(record) }
    try store.save(records[0])
    let contents = store.load()
    #expect(contents.skipped.isEmpty)
    #expect(contents.records.count == 3)
    for record in records {
      let key = PartialStore.Key(pattern: record.pattern, replication: record.replication)
      #expect(contents.records[key] == record)
    }
    try store.remove()
    #expect(store.load().records.isEmpty)
  }

  @Test func whatIsNotANumberSurvives() throws {
    try store.save(SmallRun.replication(.sharedNodes, 1))
    let loaded = store.load().records.values.first
    #expect(loaded?.usage[1].cpuCores.isNaN == true)
  }

  @Test func damagedFilesAreSkipped() throws {
    for number in 1...5 { try store.save(record(.sharedNodes, number)) }
    let whole = try folder.bytes("\(partial)/shared-nodes-1.record")
    var changed = whole
    changed[whole.count / 2] ^= 1
    try folder.write(changed, to: "\(partial)/shared-nodes-1.record")
    try folder.write(whole.prefix(100), to: "\(partial)/shared-nodes-2.record")
    try folder.write("", to: "\(partial)/shared-nodes-3.record")
    try folder.write(whole, to: "\(partial)/shared-nodes-4.record")
    try folder.write("half", to: "\(partial)/shared-nodes-6.record.new")
    let contents = store.load()
    #expect(contents.records.keys.map(\.replication) == [5])
    #expect(contents.skipped.count == 4)
    #expect(contents.skipped[0].reason == damaged)
    #expect(contents.skipped[3].reason == "its name doesn't match its content")
  }

  /// A checksum is no seal: whoever forges one may not make the program trap or run out of memory.
  @Test func forgedFilesAreSkipped() throws {
    try store.save(record(.sharedNodes, 1))
    let name = "\(partial)/shared-nodes-1.record"
    let whole = try folder.bytes(name).dropLast(64)
    // Everything up to the first field is the signature and the key of the run.
    let first = "bulkhead record 4\n".utf8.count + 64 + 8
    for place in first..<whole.count {
      for byte in [0x00, 0x7F, 0xFF] as [UInt8] where whole[place] != byte {
        var forged = Data(whole)
        forged[place] = byte
        try folder.write(forged + Data(SHA256.hex(of: forged).utf8), to: name)
        let contents = store.load()
        #expect(contents.records.count + contents.skipped.count == 1)
      }
    }
    for length in first..<whole.count {
      var forged = Data(whole.prefix(length))
      // Eight bytes say how long the file is.
      for byte in 0..<8 {
        forged[first - 8 + byte] = UInt8(truncatingIfNeeded: (length + 64) >> (8 * byte))
      }
      try folder.write(forged + Data(SHA256.hex(of: forged).utf8), to: name)
      #expect(store.load().skipped.map(\.reason) == ["another version of Bulkhead wrote it"])
    }
  }

  /// A file that a full disk or a crash left longer than it was is not read to find out.
  @Test func filesOfAnotherLengthAreNotRead() throws {
    try store.save(record(.sharedNodes, 1))
    let name = "\(partial)/shared-nodes-1.record"
    // A terabyte of nothing: it takes no room on the disk, and would take it in memory.
    let handle = try #require(FileHandle(forWritingAtPath: "\(folder.path)/\(name)"))
    try handle.truncate(atOffset: 1 << 40)
    try handle.close()
    #expect(store.load().skipped.map(\.reason) == [damaged])
  }

  private var damaged: String { "it is damaged: its length or its SHA-256 doesn't match" }

  @Test func filesOfAnotherFormatAreSkipped() throws {
    let text = "bulkhead record 1\n" + String(repeating: "x", count: 200)
    try folder.write(text + SHA256.hex(of: text.utf8), to: "\(partial)/shared-nodes-1.record")
    #expect(store.load().skipped.map(\.reason) == ["another version of Bulkhead wrote it"])
  }

  @Test func aRecordIsSmall() throws {
    try store.save(record(.sharedNodes, 1))
    // Twelve samples of some 40 bytes are the most of it.
    #expect(try folder.bytes("\(partial)/shared-nodes-1.record").count < 1000)
  }

  @Test(arguments: [key(digest: "cd"), key(version: "0.2.0"), key(seed: 8)])
  func recordsOfAnotherRunAreSkipped(_ other: RunKey) throws {
    try store.save(record(.sharedNodes, 1))
    let contents = PartialStore(folder.results, runKey: other).load()
    #expect(contents.records.isEmpty)
    #expect(contents.skipped.count == 1)
  }

  @Test func moreReplicationsAreTheSameRun() {
    var settings = RunSettings(duration: .seconds(180), seed: 7)
    settings.replications = 99
    settings.confidence = 0.9
    let more = RunKey(
      scenarioDigest: "ab",
      toolVersion: "0.1.0",
      settings: settings,
      hardware: .equal
    )
    #expect(more == Self.key())
  }

  @Test func anUnfinishedRunAsksWhatToDo() throws {
    try store.save(record(.sharedNodes, 1))
    let error = ResultsError.unfinishedRun(path: folder.results.path, replications: 1)
    #expect(throws: error) {
      try folder.results.checkBeforeRun(force: false, resume: false)
    }
    #expect(error.description.contains("--resume"))
    try folder.results.checkBeforeRun(force: false, resume: true)
    #expect(store.load().records.count == 1)
    try folder.results.checkBeforeRun(force: true, resume: true)
    #expect(store.load().records.count == 1)
    try folder.results.checkBeforeRun(force: true, resume: false)
    #expect(store.load().records.isEmpty)
  }

  @Test func successRemovesThem() throws {
    try store.save(record(.sharedNodes, 1))
    let run = SmallRun.record()
    try writeResults(run, SmallRun.summary(of: run), to: folder.results, force: false)
    #expect(folder.listing.filter { $0.contains(".partial") }.isEmpty)
    #expect(folder.results.holdsResults)
  }
}
