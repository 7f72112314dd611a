internal import Contention
internal import Foundation

/// What one run of a case on the real kernel showed.
struct CFSMeasurement {
  var seed: UInt64
  /// When the server's quota was first refilled, after so many nanoseconds; 0 without a quota.
  var periodOffset: Int64
  /// Nanoseconds, in the order of the requests.
  var latencies: [Int64]
  var throttledPeriods: Int64
  /// Cores that other processes of the machine kept busy meanwhile.
  var otherCores: Double
  /// The share of the machine's time that its host gave to others.
  var stolen: Double
}

/// Why a case could not be measured.
package enum CFSFailure: Error {
  case interrupted
  case broken(String)
}

extension ControlGroups {
  /// Runs the processes of a case in groups of their own, and takes both away again.
  func measure(_ number: Int, seed: UInt64, _ options: CFSOptions) throws -> CFSMeasurement {
    let situation = CFSCase.all[number]
    let quota = situation.limitMilli.flatMap { CFSQuota(limitMilli: $0) }
    var parent = situation.name
    let top = try add(parent, shares: 1024)
    defer { Self.remove(top) }
    try open(top)
    try bind(toCPUs: situation.cpus)
    if let shares = situation.groupShares {
      let group = try add(parent + "/group", shares: shares)
      try open(group)
      parent += "/group"
    }
    let server = try add(parent + "/server", shares: situation.shares, quota: quota)
    let neighbours = try situation.neighbours.enumerated().map { index, neighbour in
      let place = neighbour.isSibling ? parent : situation.name
      return try add("\(place)/neighbour-\(index)", shares: neighbour.shares)
    }
    var crew = Crew(options, situation: number, seed: seed)
    defer { crew.dismiss() }
    for group in neighbours { try crew.start(in: [group] + cpuSets, isNeighbour: true) }
    try crew.start(in: [server] + cpuSets, isNeighbour: false)
    return try crew.watch { throttledPeriods(of: server) }
  }
}

/// The processes of a case.
private struct Crew {
  private let options: CFSOptions
  private let situation: Int
  private let seed: UInt64
  private let start: Int64
  private var processes: [Process] = []
  private let output = Pipe()

  init(_ options: CFSOptions, situation: Int, seed: UInt64) {
    self.options = options
    self.situation = situation
    self.seed = seed
    // Time to begin, and for the server to find out where its quota periods end.
    start = CFSPlatform.monotonicNanoseconds + 1_500_000_000
  }

  mutating func start(in groups: [String], isNeighbour: Bool) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = options.arguments(
      CFSProcess(
        situation: situation,
        seconds: options.seconds,
        seed: seed,
        groups: groups,
        start: start,
        isNeighbour: isNeighbour
      )
    )
    process.standardOutput = isNeighbour ? FileHandle.nullDevice : output
    try process.run()
    processes.append(process)
  }

  /// Waits for the server, which is the last, and reads what it hands in.
  func watch(throttled: () -> Int64) throws -> CFSMeasurement {
    CFSPlatform.sleep(until: start)
    let before = MachineTimes()
    let own = cpuSeconds
    let throttledBefore = throttled()
    guard let server = processes.last else { throw CFSFailure.broken("there is no server") }
    while server.isRunning {
      if options.isStopped() { throw CFSFailure.interrupted }
      Thread.sleep(forTimeInterval: 0.02)
    }
    let after = MachineTimes()
    let used = cpuSeconds - own
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let numbers = text.split(separator: "\n").compactMap { Int64($0) }
    let requests = CFSCase.all[situation].requests(seconds: options.seconds, seed: seed)
    guard server.terminationStatus == 0, numbers.count == 1 + requests.count else {
      throw CFSFailure.broken("the server ended with status \(server.terminationStatus)")
    }
    let worked = requests.reduce(0.0) { $0 + Double($1.work) / 1e9 }
    let times = after - before
    return CFSMeasurement(
      seed: seed,
      periodOffset: numbers[0],
      latencies: Array(numbers.dropFirst()),
      throttledPeriods: throttled() - throttledBefore,
      otherCores: max(0, times.busy - used - worked) / times.wall,
      stolen: times.stolen / times.all
    )
  }

  /// CPU time of the neighbours so far; the server's is the sum of its work.
  private var cpuSeconds: Double {
    processes.dropLast().reduce(0) { sum, process in
      let path = "/proc/\(process.processIdentifier)/stat"
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      // The name, in parentheses, may hold spaces; user and system time are fields 14 and 15.
      let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
      guard fields.count > 12 else { return sum }
      return sum + ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / 100
    }
  }

  mutating func dismiss() {
    for process in processes where process.isRunning { process.terminate() }
    for process in processes { process.waitUntilExit() }
    processes = []
  }
}

/// What the kernel says of the machine since it was started, in seconds.
private struct MachineTimes {
  var busy = 0.0
  var stolen = 0.0
  var all = 0.0
  var wall = 0.0

  init() {
    wall = Double(CFSPlatform.monotonicNanoseconds) / 1e9
    let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
    // cpu user nice system idle iowait irq softirq steal, in hundredths of a second.
    let fields = text.split(separator: "\n").first?.split(separator: " ") ?? []
    let ticks = fields.dropFirst().prefix(8).map { (Double($0) ?? 0) / 100 }
    guard ticks.count == 8 else { return }
    all = ticks.reduce(0, +)
    stolen = ticks[7]
    busy = all - ticks[3] - ticks[4] - stolen
  }

  static func - (left: Self, right: Self) -> Self {
    var times = left
    times.busy -= right.busy
    times.stolen -= right.stolen
    times.all = max(1e-9, left.all - right.all)
    times.wall = max(1e-9, left.wall - right.wall)
    return times
  }
}
