import Contention
import EventCore
import Testing

/// CrashLoopBackOff, death by death.
@Suite struct RestartBackoffTests {
  /// Each dies the instant it is up: at once, then 10 s, doubling, 300 s at most.
  @Test func waitsDouble() {
    var backoff = RestartBackoff()
    var now = SimTime.start + .seconds(1000)
    var waits: [Int64] = []
    for _ in 0..<8 {
      let restart = backoff.restart(afterDeathAt: now)
      waits.append((restart - now).nanoseconds / 1_000_000_000)
      now = restart
    }
    #expect(waits == [0, 10, 20, 40, 80, 160, 300, 300])
  }

  /// Up for 600 s is not yet up for more than 10 minutes.
  @Test(arguments: [(Int64(600), Int64(20)), (601, 0)])
  func longLivesAreForgiven(up: Int64, wait: Int64) {
    var backoff = RestartBackoff()
    let first = backoff.restart(afterDeathAt: .start + .seconds(5))
    let second = backoff.restart(afterDeathAt: first)
    let death = second + .seconds(up)
    #expect(backoff.restart(afterDeathAt: death) == death + .seconds(wait))
  }
}
