import Foundation

/// What queueing theory says of M/M/c with a service time of mean 1 (Erlang 1917).
///
/// A customer waits with the probability of Erlang's C formula, and then an exponential time of
/// rate c − λ; the time in the system is that plus its own service, together exponential if there
/// is one server.
struct ErlangTheory {
  var servers: Int
  /// Utilization of each server.
  var rho: Double

  var arrivalRate: Double { Double(servers) * rho }

  private var drainRate: Double { Double(servers) - arrivalRate }

  /// Erlang's C, by the stable recurrence for his B.
  var waitingProbability: Double {
    var blocking = 1.0
    for server in 1...servers {
      blocking = arrivalRate * blocking / (Double(server) + arrivalRate * blocking)
    }
    return blocking / (1 - rho * (1 - blocking))
  }

  var meanSojourn: Double { 1 + waitingProbability / drainRate }

  /// By Little's law.
  var meanPopulation: Double { arrivalRate * meanSojourn }

  /// The share of customers that stay longer.
  func shareAbove(_ time: Double) -> Double {
    let waiting = waitingProbability
    let served = exp(-time)
    let difference = drainRate - 1
    guard abs(difference) > 1e-9 else {
      return (1 - waiting) * served + waiting * (1 + time) * served
    }
    let both = (drainRate * served - exp(-drainRate * time)) / difference
    return (1 - waiting) * served + waiting * both
  }

  func sojournQuantile(_ probability: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    while shareAbove(high) > 1 - probability { high *= 2 }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if shareAbove(middle) > 1 - probability { low = middle } else { high = middle }
    }
    return high
  }
}
