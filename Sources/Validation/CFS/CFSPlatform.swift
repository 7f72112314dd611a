internal import Foundation

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What the processes of the suite ask of the system; the only file that calls it directly.
enum CFSPlatform {
  static var isRoot: Bool { geteuid() == 0 }

  static var processNumber: Int32 { getpid() }

  static var parentNumber: Int32 { getppid() }

  /// Nanoseconds of a clock that every process reads alike.
  static var monotonicNanoseconds: Int64 { read(CLOCK_MONOTONIC) }

  /// CPU time that the calling thread has used, in nanoseconds.
  static var threadNanoseconds: Int64 { read(CLOCK_THREAD_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    // SAFETY: the call writes one `timespec`, for which the variable has room.
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Sleeps until an instant of `monotonicNanoseconds`.
  static func sleep(until instant: Int64) {
    while true {
      let left = instant - monotonicNanoseconds
      guard left > 0 else { return }
      Thread.sleep(forTimeInterval: Double(left) / 1e9)
    }
  }

  /// Removes an empty folder, or a cgroup without processes; says whether it is gone.
  static func removeFolder(_ path: String) -> Bool {
    // SAFETY: the call reads the path, which ends with a zero.
    unsafe rmdir(path) == 0
  }

  /// Works on the CPU until the calling thread has used so many nanoseconds of it.
  ///
  /// CPU time rather than a number of steps: it is the unit of the model, and does not depend on
  /// the clock of the processor or on what runs beside it.
  static func burn(_ nanoseconds: Int64) {
    let end = threadNanoseconds + nanoseconds
    var state: UInt64 = 1
    while threadNanoseconds < end {
      for _ in 0..<2000 { state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
    }
    // Something that depends on the state keeps the loop.
    if state == 0 { Thread.sleep(forTimeInterval: 0) }
  }
}

/// The natural logarithm.
func logarithm(of value: Double) -> Double { log(value) }
