internal import Domain

/// A scheduler of the study, known by the name of its folder of results.
struct VTCScheduler: Equatable {
  var scheduling: RequestScheduling
  /// The most requests of a tenant admitted in any minute.
  var requestsPerMinute: Int?
  /// How far expected lengths are off at most, as a share of the true length.
  var predictionError = 0.0
  var isWeighted = false

  /// Nil for names that we don't know.
  ///
  /// Source: `get_scheduler` in S-LoRA's `router/manager.py` and REVISION.md, both in the artifact.
  init?(named name: String) {
    switch name {
    case "FCFS": self.init(scheduling: .firstComeFirstServed)
    case "VTC": self.init(costs())
    case "WVTC": self.init(costs(isWeighted: true), isWeighted: true)
    case "LCF": self.init(costs(lift: .none))
    case "VTC_oracle": self.init(costs(charging: .expected))
    // The artifact's predictor weighs each finished request a fifth.
    case "VTC_predict": self.init(costs(charging: .average(window: 5)))
    default: self.init(withNumberIn: name)
    }
  }

  private init(_ costs: RequestScheduling.TokenCosts, isWeighted: Bool = false) {
    self.init(scheduling: .virtualTokenCounter(costs))
    self.isWeighted = isWeighted
  }

  private init(scheduling: RequestScheduling) { self.scheduling = scheduling }

  private init?(withNumberIn name: String) {
    func number(after prefix: String, in range: ClosedRange<Int>) -> Int? {
      guard name.hasPrefix(prefix), let number = Int(name.dropFirst(prefix.count)) else {
        return nil
      }
      return range.contains(number) ? number : nil
    }
    if let limit = number(after: "LShare/rpm", in: 1...1_000_000) {
      self.init(scheduling: .firstComeFirstServed)
      requestsPerMinute = limit
    } else if let percent = number(after: "VTC_pred_", in: 0...100) {
      self.init(costs(charging: .expected))
      predictionError = Double(percent) / 100
    } else {
      return nil
    }
  }
}

/// Virtual token counters as the artifact keeps them.
private func costs(
  isWeighted: Bool = false,
  lift: RequestScheduling.CounterLift = .toWaiting,
  charging: RequestScheduling.OutputCharging = .perToken
) -> RequestScheduling.TokenCosts {
  RequestScheduling.TokenCosts(isWeighted: isWeighted, lift: lift, charging: charging)
}
