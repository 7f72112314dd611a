internal import CGSL

extension QueueFormulas {
  /// The mean response time where a server takes up to `most` waiting requests at a time, at least
  /// one, and every batch takes the same time (Bailey 1954, by its embedded chain).
  ///
  /// What a departing batch leaves behind is a Markov chain; its stationary law gives the mean
  /// number by renewal and reward, and Little's law the response.
  package static func meanOfBulkService(most: Int, rate: Double, service: Double) -> Double {
    let left = leftBehind(most: most, mean: rate * service)
    var area = 0.0
    var length = 0.0
    for (waiting, share) in left.enumerated() {
      let taken = max(1, min(waiting, most))
      let remaining = Double(max(0, waiting - most))
      // Those left over wait all through the service, those that arrive on average half of it.
      let inSystem = remaining * service + rate * service * service / 2 + Double(taken) * service
      area += share * inSystem
      length += share * (service + (waiting == 0 ? 1 / rate : 0))
    }
    return area / length / rate
  }

  /// The stationary law of the number that a batch leaves behind, by repeated steps.
  static func leftBehind(most: Int, mean: Double) -> [Double] {
    let states = 400
    let arrivals = (0..<states).map { gsl_ran_poisson_pdf(UInt32($0), mean) }
    var law = [Double](repeating: 0, count: states)
    law[0] = 1
    for _ in 0..<20_000 {
      var next = [Double](repeating: 0, count: states)
      for (waiting, share) in law.enumerated() where share > 1e-18 {
        let base = max(0, waiting - most)
        for (count, probability) in arrivals.enumerated() {
          if probability < 1e-18, Double(count) > mean { break }
          next[min(states - 1, base + count)] += share * probability
        }
      }
      let change = zip(law, next).reduce(0) { $0 + abs($1.0 - $1.1) }
      law = next
      if change < 1e-13 { break }
    }
    return law
  }
}
