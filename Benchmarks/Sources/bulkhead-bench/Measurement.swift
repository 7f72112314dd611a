import Foundation

/// What a piece of work took.
struct Measurement {
  var wallSeconds: Double
  var cpuSeconds: Double
  /// The largest resident size so far: of this process, or of the largest child.
  var maxResidentMegabytes: Double

  /// Carries something out and says what it took.
  static func of<Answer>(
    _ owner: ResourceUsage.Owner = .process,
    _ body: () throws -> Answer
  ) rethrows -> (answer: Answer, measurement: Measurement) {
    let clock = ContinuousClock()
    let before = ResourceUsage(of: owner)
    let start = clock.now
    let answer = try body()
    let elapsed = clock.now - start
    let after = ResourceUsage(of: owner)
    let measurement = Measurement(
      wallSeconds: elapsed / .seconds(1),
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      maxResidentMegabytes: after.maxResidentMegabytes
    )
    return (answer, measurement)
  }
}

/// What a process, or the children it has waited for, have used.
struct ResourceUsage {
  enum Owner {
    case process
    case children
  }

  var cpuSeconds: Double
  var maxResidentMegabytes: Double

  init(of owner: Owner) {
    var usage = rusage()
    let isProcess = owner == .process
    #if canImport(Glibc)
    let who = (isProcess ? RUSAGE_SELF : RUSAGE_CHILDREN).rawValue
    let bytesPerUnit = 1024.0
    #else
    let who = isProcess ? RUSAGE_SELF : RUSAGE_CHILDREN
    let bytesPerUnit = 1.0
    #endif
    let status = getrusage(who, &usage)
    precondition(status == 0, "the system doesn't tell what was used")
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    maxResidentMegabytes = Double(usage.ru_maxrss) * bytesPerUnit / 1e6
  }
}
