internal import Contention
internal import Foundation

/// The cgroups of a run of the suite: one for all of it, and one per process below that.
///
/// The one for all has the greatest weight there is. They are gone when `remove` has been called.
struct ControlGroups {
  enum Version: String {
    case v1 = "cgroup v1"
    case v2 = "cgroup v2"
  }

  /// Why there can't be any, in words.
  struct Missing: Error {
    var reason: String
  }

  let version: Version
  /// The folder of the whole run, and that of its CPUs: the same in v2.
  let folder: String
  private let cpuFolder: String
  /// The CPUs that there are.
  let cpus: [Int]

  /// Makes the folder of the run, in the hierarchies of the controllers `cpu` and `cpuset`.
  init() throws(Missing) {
    guard CFSPlatform.isRoot else { throw Missing(reason: "it needs to be run as root") }
    let name = "bulkhead-cfs-\(CFSPlatform.processNumber)"
    let root = "/sys/fs/cgroup"
    let isThere = FileManager.default.fileExists(atPath:)
    let roots = ["\(root)/cpu", "\(root)/cpu,cpuacct"]
    if let cpu = roots.first(where: { isThere($0 + "/cpu.shares") }) {
      version = .v1
      folder = "\(cpu)/\(name)"
      cpuFolder = "\(root)/cpuset/\(name)"
      cpus = Self.numbers(in: "\(root)/cpuset/cpuset.cpus")
    } else {
      version = .v2
      folder = "\(root)/\(name)"
      cpuFolder = folder
      cpus = Self.numbers(in: "\(root)/cpuset.cpus.effective")
    }
    guard !cpus.isEmpty else {
      throw Missing(reason: "there are no cgroup controllers cpu and cpuset")
    }
    Self.removeLeftovers(beside: folder)
    Self.removeLeftovers(beside: cpuFolder)
    do {
      try prepare(root)
    } catch {
      remove()
      throw Missing(reason: "the cgroups can't be written to")
    }
  }

  private func prepare(_ root: String) throws {
    if version == .v2 { try open(root) }
    for path in Set([folder, cpuFolder]) {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    if version == .v2 { try open(folder) }
    if version == .v1 {
      let memory = try String(contentsOfFile: "\(root)/cpuset/cpuset.mems", encoding: .utf8)
      try Self.write(memory, to: cpuFolder + "/cpuset.mems")
    }
    // Whoever else is busy on the machine gets next to nothing meanwhile.
    try setShares(262_144, of: folder)
  }

  /// Binds what goes into `cpuSets` from now on to the last so many CPUs.
  func bind(toCPUs count: Int) throws {
    let list = cpus.suffix(count).map(String.init).joined(separator: ",")
    try Self.write(list, to: cpuFolder + "/cpuset.cpus")
  }

  /// The folders, besides its group, that a process goes into.
  var cpuSets: [String] { version == .v1 ? [cpuFolder] : [] }

  /// Makes a group and returns its folder; `name` may be a path below the folder of the run.
  func add(_ name: String, shares: Int64, quota: CFSQuota? = nil) throws -> String {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try setShares(shares, of: path)
    guard let quota else { return path }
    switch version {
    case .v1:
      try Self.write("\(quota.period / 1000)", to: path + "/cpu.cfs_period_us")
      try Self.write("\(quota.quota / 1000)", to: path + "/cpu.cfs_quota_us")
    case .v2:
      try Self.write("\(quota.quota / 1000) \(quota.period / 1000)", to: path + "/cpu.max")
    }
    return path
  }

  /// Lets a group have groups of its own.
  func open(_ path: String) throws {
    if version == .v2 { try Self.write("+cpu +cpuset", to: path + "/cgroup.subtree_control") }
  }

  /// How many periods of a group were throttled.
  func throttledPeriods(of path: String) -> Int64 {
    let text = (try? String(contentsOfFile: path + "/cpu.stat", encoding: .utf8)) ?? ""
    let prefix = "nr_throttled "
    let line = text.split(separator: "\n").first { $0.hasPrefix(prefix) }
    return line.flatMap { Int64($0.dropFirst(prefix.count)) } ?? 0
  }

  /// v2 takes shares ÷ 1,024 × 100: the cases' ratios, without the rounding of Kubernetes.
  private func setShares(_ shares: Int64, of path: String) throws {
    switch version {
    case .v1: try Self.write("\(shares)", to: path + "/cpu.shares")
    case .v2: try Self.write("\(min(10_000, shares * 100 / 1024))", to: path + "/cpu.weight")
    }
  }

  /// Removes the folders of the run with all below them.
  func remove() {
    for path in Set([folder, cpuFolder]) { Self.remove(path) }
  }

  /// Folders go away one by one from below, once the kernel has let go of their processes.
  static func remove(_ path: String) {
    // Of a file there is no list of contents.
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return }
    for name in names { remove("\(path)/\(name)") }
    for _ in 0..<100 where !CFSPlatform.removeFolder(path) { Thread.sleep(forTimeInterval: 0.02) }
  }

  /// Removes what runs that were killed have left behind.
  private static func removeLeftovers(beside folder: String) {
    let parent = (folder as NSString).deletingLastPathComponent
    let manager = FileManager.default
    for name in (try? manager.contentsOfDirectory(atPath: parent)) ?? [] {
      guard name.hasPrefix("bulkhead-cfs-"), let process = Int(name.dropFirst(13)),
        !manager.fileExists(atPath: "/proc/\(process)")
      else { continue }
      remove("\(parent)/\(name)")
    }
  }

  /// The numbers of a list such as `0-3,5`; none if there is no such file.
  private static func numbers(in path: String) -> [Int] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split { $0 == "," || $0.isWhitespace }.flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...min(last, first + 4096))
    }
  }

  /// Writes to a file of the kernel, which is there already.
  static func write(_ text: String, to path: String) throws {
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw CocoaError(.fileWriteNoPermission)
    }
    defer { try? handle.close() }
    try handle.write(contentsOf: Data(text.utf8))
  }
}
