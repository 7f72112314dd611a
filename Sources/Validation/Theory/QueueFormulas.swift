internal import CGSL
internal import Foundation

/// Closed forms of queues; times in units of the mean services given, rates in their inverse.
package enum QueueFormulas {
  /// The probability that all servers are busy when nobody may wait (Erlang B).
  package static func erlangB(servers: Int, offered: Double) -> Double {
    (1...servers).reduce(1.0) { blocking, server in
      offered * blocking / (Double(server) + offered * blocking)
    }
  }

  /// The probability that an arrival must wait (Erlang C).
  package static func erlangC(servers: Int, offered: Double) -> Double {
    let blocking = erlangB(servers: servers, offered: offered)
    return blocking / (1 - offered / Double(servers) * (1 - blocking))
  }

  /// The mean response time of M/M/c.
  package static func meanOfMMc(servers: Int, rate: Double, service: Double) -> Double {
    let waiting = erlangC(servers: servers, offered: rate * service)
    return service + waiting / (Double(servers) / service - rate)
  }

  /// The 95th percentile of the response time of M/M/c, by bisection.
  ///
  /// A response is a service and, with Erlang's probability, an exponential wait besides.
  package static func p95OfMMc(servers: Int, rate: Double, service: Double) -> Double {
    let waiting = erlangC(servers: servers, offered: rate * service)
    let drain = Double(servers) / service - rate
    let speed = 1 / service
    func tail(_ t: Double) -> Double {
      let both = (speed * exp(-drain * t) - drain * exp(-speed * t)) / (speed - drain)
      return (1 - waiting) * exp(-speed * t) + waiting * both
    }
    // P(wait > t) and P(service > t) are both below 1/40 there.
    return root(from: 0, to: 4 * (service + 1 / drain)) { 0.05 - tail($0) }
  }

  /// The mean response time of M/G/1, first come first served (Pollaczek–Khinchine).
  ///
  /// `cv` is the standard deviation of the service ÷ its mean.
  package static func meanOfMG1(rate: Double, service: Double, cv: Double) -> Double {
    service + rate * service * service * (1 + cv * cv) / (2 * (1 - rate * service))
  }

  /// The 95th percentile of the response time of M/D/1, by bisection of Franx' form (2001).
  package static func p95OfMD1(rate: Double, service: Double) -> Double {
    let mean = meanOfMG1(rate: rate, service: service, cv: 0) - service
    // What is left behind is what an arrival finds, and what it finds waits but for one.
    let found = leftBehind(most: 1, mean: rate * service)
    var sum = found[0]
    let waiting = found.dropFirst().map { share -> Double in
      sum += share
      return sum
    }
    let wait = root(from: 0, to: 10 * mean + 5 * service) { time in
      probabilityOfWait(atMost: time, waiting, rate: rate, service: service) - 0.95
    }
    return service + wait
  }

  /// The probability of a wait of at most so much in M/D/1; `waiting` is the law of the queue.
  ///
  /// With k the services that have begun by then and x = λ(kD − t):
  /// e⁻ˣ Σ_{j<k} P(waiting ≤ k − 1 − j) xʲ ÷ j!. Unlike in Erlang's series, no term is negative.
  private static func probabilityOfWait(
    atMost time: Double,
    _ waiting: [Double],
    rate: Double,
    service: Double
  ) -> Double {
    let begun = Int(time / service) + 1
    let x = rate * (Double(begun) * service - time)
    return (0..<begun).reduce(0) { sum, count in
      sum + gsl_ran_poisson_pdf(UInt32(count), x) * waiting[begun - 1 - count]
    }
  }

  /// The mean response time of M/D/c (Crommelin 1932):
  /// E[W] = D Σ_{i≥1} (P(N_i ≥ ic) − P(N_i ≥ ic + 1) ÷ ρ), N_i a Poisson count of mean icρ.
  package static func meanOfMDc(servers: Int, rate: Double, service: Double) -> Double {
    let utilization = rate * service / Double(servers)
    var sum = 0.0
    for turn in 1...100_000 {
      let count = UInt32(turn * servers)
      let mean = Double(count) * utilization
      let term = gsl_cdf_poisson_Q(count - 1, mean) - gsl_cdf_poisson_Q(count, mean) / utilization
      sum += term
      if turn > 10, term < 1e-13 { break }
    }
    return service * (1 + sum)
  }

  /// The blocking probability and the mean response time of M/M/1 with room for so many in all.
  package static func lossOfMM1K(
    room: Int,
    rate: Double,
    service: Double
  ) -> (blocking: Double, mean: Double) {
    let weights = (0...room).map { pow(rate * service, Double($0)) }
    let total = weights.reduce(0, +)
    let number = weights.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } / total
    let blocking = weights[room] / total
    return (blocking, number / (rate * (1 - blocking)))
  }

  /// The mean response time of E₂/M/1, whose gaps are two exponentials each (GI/M/1): S ÷ (1 − σ),
  /// σ the root of σ = A*((1 − σ) ÷ S).
  package static func meanOfE2M1(rate: Double, service: Double) -> Double {
    var sigma = 0.5
    for _ in 0..<100_000 {
      let transform = 2 * rate / (2 * rate + (1 - sigma) / service)
      let next = transform * transform
      if abs(next - sigma) < 1e-15 { break }
      sigma = next
    }
    return service / (1 - sigma)
  }

  /// A class of requests in a queue by priority.
  package struct PriorityClass: Sendable {
    package var rate: Double
    package var service: Double
    package var cv: Double

    package init(rate: Double, service: Double, cv: Double) {
      self.rate = rate
      self.service = service
      self.cv = cv
    }

    fileprivate var secondMoment: Double { service * service * (1 + cv * cv) }
  }

  /// Mean waits by class, the most urgent first, in service uninterrupted (Cobham 1954):
  /// W₀ ÷ ((1 − σ_{k−1})(1 − σ_k)).
  package static func cobham(_ classes: [PriorityClass]) -> [Double] {
    let residual = classes.reduce(0) { $0 + $1.rate * $1.secondMoment } / 2
    var load = 0.0
    return classes.map { urgent in
      let before = load
      load += urgent.rate * urgent.service
      return residual / ((1 - before) * (1 - load))
    }
  }

  /// The mean wait in symmetric queues served in turn, each until it is empty (Takagi 1986):
  /// (NλE[S²] + r(N − ρ)) ÷ (2(1 − ρ)), for a constant walk of length r between queues.
  package static func pollingWait(
    queues: Double,
    rateEach: Double,
    service: Double,
    cv: Double,
    walk: Double
  ) -> Double {
    let load = queues * rateEach * service
    let moment = queues * rateEach * service * service * (1 + cv * cv)
    return (moment + walk * (queues - load)) / (2 * (1 - load))
  }

  /// The zero of a rising function, by bisection.
  private static func root(
    from low: Double,
    to high: Double,
    of function: (Double) -> Double
  ) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if function(middle) < 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
