import Foundation
import Running

/// The machine as the system describes it; `limit` is what the user says instead.
func machine(memoryLimit limit: Int64?) -> Machine {
  let memory = limit.map { AvailableMemory(bytes: $0, origin: "--memory-limit") }
  return Machine(
    cores: ProcessInfo.processInfo.activeProcessorCount,
    memory: memory ?? availableMemory()
  )
}

/// The least that any authority leaves us; nil if none can be asked.
private func availableMemory() -> AvailableMemory? {
  #if os(Linux)
  return [memoryOfLinux(), memoryOfGroup(), memoryOfOldGroup()].compactMap(\.self)
    .min { $0.bytes < $1.bytes }
  #else
  // What others use of it can be paged out.
  let bytes = Int64(clamping: ProcessInfo.processInfo.physicalMemory)
  return AvailableMemory(bytes: bytes, origin: "the machine's memory")
  #endif
}

private func memoryOfLinux() -> AvailableMemory? {
  guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
    let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
    let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int64($0) })
  else { return nil }
  return AvailableMemory(bytes: kibibytes * 1024, origin: "available on this machine")
}

/// The limit of a control group of version 2, such as a container's.
private func memoryOfGroup() -> AvailableMemory? {
  leastLeft(
    from: group(named: "") ?? "",
    below: "/sys/fs/cgroup",
    limit: "memory.max",
    used: "memory.current",
    cache: "inactive_file"
  )
}

/// The same in version 1.
private func memoryOfOldGroup() -> AvailableMemory? {
  leastLeft(
    from: group(named: "memory") ?? "",
    below: "/sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    cache: "total_inactive_file"
  )
}

/// The least that a group or any of those around it has left; a container sees only the outermost.
private func leastLeft(
  from group: String,
  below root: String,
  limit: String,
  used: String,
  cache: String
) -> AvailableMemory? {
  var steps = group.split(separator: "/")
  var found: [AvailableMemory] = []
  while true {
    let folder = ([root] + steps.map(String.init)).joined(separator: "/")
    if let memory = left(of: folder, limit: limit, used: used, cache: cache) {
      found.append(memory)
    }
    if steps.popLast() == nil { return found.min { $0.bytes < $1.bytes } }
  }
}

/// The control group of this process for a controller, from a line such as `4:memory:/a`.
private func group(named controller: String) -> String? {
  let text = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
  for line in text.split(separator: "\n") {
    let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3,
      parts[1].split(separator: ",").contains(Substring(controller))
        || (controller.isEmpty && parts[1].isEmpty)
    else { continue }
    return parts[2] == "/" ? "" : String(parts[2])
  }
  return nil
}

/// Files that have been read and can be forgotten count as used, but are given up when needed: the
/// kubelet leaves them out as well (its working set).
private func left(
  of folder: String,
  limit: String,
  used: String,
  cache: String
) -> AvailableMemory? {
  func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
  }
  func number(_ name: String) -> Int64? {
    Int64(text(name).trimmingCharacters(in: .whitespacesAndNewlines))
  }
  let lines = text("memory.stat").split(separator: "\n")
  let line = lines.first { $0.hasPrefix("\(cache) ") }
  let forgettable = line.flatMap { Int64($0.dropFirst(cache.count + 1)) } ?? 0
  // Without a limit the file says `max`, or in version 1 some 2⁶³.
  guard let most = number(limit), let taken = number(used), most < 1 << 60 else { return nil }
  return AvailableMemory(
    bytes: max(0, most - max(0, taken - forgettable)),
    origin: "left of the limit of this process's control group"
  )
}
