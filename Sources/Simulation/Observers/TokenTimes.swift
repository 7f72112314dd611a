internal import Domain
internal import EventCore
internal import Statistics

/// When the tokens of completed requests came, for the endpoints of services that work in steps.
struct TokenTimeBooks: ~Copyable {
  /// Sums and maxima of an endpoint.
  private struct Sums: BitwiseCopyable {
    var toFirst = 0.0
    var perToken = 0.0
    var longestToFirst = SimDuration.zero
    var longestPerToken = SimDuration.zero
  }

  /// The number of each endpoint among those with tokens; -1 for the others.
  private let places: DenseTable<Int32>
  /// The least time of a token after the first, in nanoseconds, by place.
  private let leastPerToken: DenseTable<Double>
  private var toFirst: HistogramBooks
  private var perToken: HistogramBooks
  private var sums: DenseTable<Sums>

  init(_ roster: Roster) {
    var places: [Int32] = []
    var least: [Double] = []
    for entry in roster.endpoints {
      guard
        case .continuousBatching(let settings) = roster.services[entry.service.index].service
          .runtime
      else {
        places.append(-1)
        continue
      }
      places.append(Int32(least.count))
      least.append(Double(settings.steps.decodeBase.nanoseconds))
    }
    self.places = DenseTable(places)
    leastPerToken = DenseTable(least)
    toFirst = HistogramBooks(histograms: least.count)
    perToken = HistogramBooks(histograms: least.count)
    sums = DenseTable(repeating: Sums(), count: least.count)
  }

  /// Whether a request has its first token after its arrival, and every other one a step later.
  func isPossible(_ request: Request, until now: SimTime, at endpoint: Int) -> Bool {
    guard request.arrivedAt <= request.firstTokenAt, request.firstTokenAt <= now else {
      return false
    }
    let steps = Double(request.outputTokens - 1) * leastPerToken[Int(places[endpoint])]
    return Double((now - request.firstTokenAt).nanoseconds + 1) >= steps
  }

  /// Books a completed request; returns its time per output token.
  mutating func add(_ request: Request, until now: SimTime, at endpoint: Int) -> SimDuration {
    let place = Int(places[endpoint])
    let first = request.firstTokenAt - request.arrivedAt
    toFirst.count(HistogramLayout.bucket(of: first.nanoseconds), of: place)
    sums[place].toFirst += Double(first.nanoseconds)
    sums[place].longestToFirst = max(sums[place].longestToFirst, first)
    let others = Int64(request.outputTokens - 1)
    guard others > 0 else { return .zero }
    // To the nearest nanosecond.
    let length = (now - request.firstTokenAt).nanoseconds
    let each = SimDuration(nanoseconds: (length + others / 2) / others)
    perToken.count(HistogramLayout.bucket(of: each.nanoseconds), of: place)
    sums[place].perToken += Double(each.nanoseconds)
    sums[place].longestPerToken = max(sums[place].longestPerToken, each)
    return each
  }

  /// The requests booked of an endpoint; nil if its service does not work in steps.
  func count(of endpoint: Int) -> Int? {
    places[endpoint] < 0 ? nil : toFirst.count(of: Int(places[endpoint]))
  }

  /// What an endpoint leaves; nil if its service does not work in steps.
  func record(of endpoint: Int) -> TokenTimesRecord? {
    guard places[endpoint] >= 0 else { return nil }
    let place = Int(places[endpoint])
    return TokenTimesRecord(
      toFirst: TimesRecord(
        histogram: toFirst.histogram(place),
        sum: sums[place].toFirst,
        max: sums[place].longestToFirst
      ),
      perToken: TimesRecord(
        histogram: perToken.histogram(place),
        sum: sums[place].perToken,
        max: sums[place].longestPerToken
      )
    )
  }
}
