import Edge
import EventCore
import Testing

@Suite struct CertificatesAndNamesTests {
  private func hours(_ hours: Int64) -> SimDuration { .seconds(hours * 3600) }

  @Test func settingsThatDoNotFitFallBackToAThird() {
    for renewal in [
      CertificateRenewal(renewBefore: hours(3)), CertificateRenewal(renewBefore: .zero),
      CertificateRenewal(renewBeforePercentage: 100),
      CertificateRenewal(renewBeforePercentage: 0),
    ] {
      #expect(renewal.renewal(lifetime: hours(3)) == hours(2))
    }
    // A length of time outranks a percentage.
    let both = CertificateRenewal(renewBefore: hours(1), renewBeforePercentage: 50)
    #expect(both.renewal(lifetime: hours(10)) == hours(9))
  }

  @Test func fractionsOfASecondAreCut() {
    // Two thirds of 10 s are 6.67 s.
    #expect(CertificateRenewal().renewal(lifetime: .seconds(10)) == .seconds(6))
  }

  @Test func failuresDoubleTheWaitUpTo32Hours() {
    let backoff = IssuanceBackoff()
    let waits = [1, 2, 3, 6, 7, .max].map { attempts in
      backoff.wait(failedAttempts: attempts, sinceFailure: .zero)
    }
    #expect(waits == [1, 2, 4, 32, 32, 32].map(hours))
    #expect(backoff.wait(failedAttempts: 1, sinceFailure: hours(2)) == .zero)
  }

  @Test func stackedCachesAddUpOnlyIfTheyRestart() {
    let passing = NameCache(longest: .seconds(30))
    let restarting = NameCache(longest: .seconds(30), restarts: true)
    let ttl = SimDuration.seconds(60)
    #expect(worstNameAge(timeToLive: ttl, caches: []) == .zero)
    #expect(worstNameAge(timeToLive: ttl, caches: [passing, passing]) == .seconds(30))
    #expect(worstNameAge(timeToLive: ttl, caches: [restarting, restarting]) == .seconds(60))
    #expect(worstNameAge(timeToLive: .seconds(5), caches: [passing]) == .seconds(5))
  }

  @Test func anAnswerAboutToEndIsKeptForTheLeastTime() {
    // CoreDNS keeps it 5 s more although 30 s are all but over.
    let caches = [NameCache(longest: .seconds(30)), .coreDNS]
    #expect(worstNameAge(timeToLive: .seconds(30), caches: caches) == .seconds(35))
  }
}
