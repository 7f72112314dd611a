import Domain
import EventCore
import ResultsStore
import Testing

@Suite struct LogicalDigestTests {
  private func digest(_ change: (inout RunRecord) -> Void = { _ in }) -> String {
    let run = SmallRun.record(change)
    return logicalDigest(of: run, SmallRun.summary(of: run))
  }

  @Test func isTheSameForEqualRuns() {
    let other = digest { run in
      run.provenance.startedAt = "2030-01-01T00:00:00Z"
      run.provenance.endedAt = "2030-01-01T00:00:00Z"
      run.provenance.host = "host-b"
      run.provenance.workers = 64
      run.provenance.scenarioPath = "/elsewhere/two-tenants.yaml"
      run.provenance.inputFiles[0].path = "/elsewhere/two-tenants.yaml"
    }
    #expect(other == digest())
  }

  @Test func doesNotDependOnTheOrderOfRows() {
    let other = digest { run in
      run.variants.reverse()
      run.variants[1].replications.reverse()
      run.variants[1].replications[0].usage.reverse()
      run.provenance.parameters.reverse()
    }
    #expect(other == digest())
  }

  @Test func everyFactCounts() {
    let digests: [String] = [
      digest(),
      digest { $0.variants[0].replications[1].endpoints[0].arrived += 1 },
      digest { $0.variants[0].replications[1].endpoints[0].queueFull += 1 },
      digest { $0.variants[0].replications[1].outcomeDigest += 1 },
      digest { $0.variants[1].replications[1].objectives[0].good += 1 },
      digest { $0.variants[1].replications[2].usage[0].queued += 1 },
      digest { $0.variants[1].replications[2].pods[0].cpuSeconds += 0.1 },
      digest { $0.variants[1].deployment?.placements[0].reason = "changed" },
      digest { $0.scenario.tenants[0].weight += 1 },
      digest { $0.provenance.toolVersion = "0.1.1" },
      digest { $0.provenance.scenarioDigest = "cd" },
      digest { $0.variants.swapRecords(0, 1) },
    ]
    #expect(Set(digests).count == digests.count)
  }
}

extension [VariantRecord] {
  /// Gives each of two patterns what the other has left.
  fileprivate mutating func swapRecords(_ first: Int, _ second: Int) {
    self[first].replications[0].events += 1
    let kept = self[first].replications
    self[first].replications = self[second].replications
    self[second].replications = kept
  }
}
