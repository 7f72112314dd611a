internal import Domain
internal import EventCore

/// Good and total requests of each objective, by the minute in which they arrived.
struct ObjectiveCounters: ~Copyable {
  /// An objective as an endpoint meets it.
  private struct Watch: BitwiseCopyable {
    var objective: Int32
    var isPerToken = false
    var threshold: SimDuration
  }

  /// Good and total requests of one minute.
  private struct Slice: BitwiseCopyable {
    var good: Int32 = 0
    var total: Int32 = 0
  }

  private let minutes: Int
  /// The watches of each endpoint: `firstWatch[e] ..< firstWatch[e + 1]`; those of response times
  /// end before `firstTokenWatch[e]`.
  private var firstWatch: DenseTable<Int32>
  private var firstTokenWatch: DenseTable<Int32>
  private var watches: DenseTable<Watch>
  /// `minutes` slices per objective.
  private var slices: DenseTable<Slice>

  init(scenario: Scenario, endpoints: Int) {
    let nanoseconds = scenario.run.window.nanoseconds
    minutes = Int((nanoseconds - 1) / Recorder.minute.nanoseconds) + 1
    var watchesOf = Array(repeating: [Watch](), count: endpoints)
    var tokenWatchesOf = watchesOf
    for (index, objective) in scenario.objectives.enumerated() {
      let watch = Watch(
        objective: Int32(index),
        isPerToken: objective.metric == .timePerOutputToken,
        threshold: objective.threshold
      )
      for endpoint in objective.endpoints {
        if objective.metric == .latency {
          watchesOf[endpoint.index].append(watch)
        } else {
          tokenWatchesOf[endpoint.index].append(watch)
        }
      }
    }
    var list: [Watch] = []
    var first: [Int32] = [0]
    var firstToken: [Int32] = []
    for (watches, tokenWatches) in zip(watchesOf, tokenWatchesOf) {
      list += watches
      firstToken.append(Int32(list.count))
      list += tokenWatches
      first.append(Int32(list.count))
    }
    firstTokenWatch = DenseTable(firstToken)
    firstWatch = DenseTable(first)
    watches = DenseTable(list)
    slices = DenseTable(repeating: Slice(), count: minutes * scenario.objectives.count)
  }

  /// Counts an arrival; `age` is the time since measuring began.
  mutating func arrive(at endpoint: Int, after age: SimDuration) {
    let minute = Int(age.nanoseconds / Recorder.minute.nanoseconds)
    for watch in Int(firstWatch[endpoint])..<Int(firstWatch[endpoint + 1]) {
      slices[Int(watches[watch].objective) * minutes + minute].total += 1
    }
  }

  /// Counts a response; `age` is the time from when measuring began to the arrival.
  mutating func complete(at endpoint: Int, after age: SimDuration, latency: SimDuration) {
    let minute = Int(age.nanoseconds / Recorder.minute.nanoseconds)
    for watch in Int(firstWatch[endpoint])..<Int(firstTokenWatch[endpoint])
    where latency <= watches[watch].threshold {
      slices[Int(watches[watch].objective) * minutes + minute].good += 1
    }
  }

  /// Counts the tokens of a response; `age` is the time from when measuring began to the arrival.
  mutating func complete(
    at endpoint: Int,
    after age: SimDuration,
    toFirst: SimDuration,
    perToken: SimDuration
  ) {
    let minute = Int(age.nanoseconds / Recorder.minute.nanoseconds)
    for watch in Int(firstTokenWatch[endpoint])..<Int(firstWatch[endpoint + 1])
    where (watches[watch].isPerToken ? perToken : toFirst) <= watches[watch].threshold {
      slices[Int(watches[watch].objective) * minutes + minute].good += 1
    }
  }

  /// Adds up the slices of an objective.
  func record(of index: Int, _ objective: Objective) -> ObjectiveRecord {
    var record = ObjectiveRecord()
    let sliceTarget: Double
    switch objective.budgetingMethod {
    case .occurrences: sliceTarget = objective.target
    case .timeslices(let target): sliceTarget = target
    }
    for minute in 0..<minutes {
      let slice = slices[index * minutes + minute]
      guard slice.total > 0 else { continue }
      record.good += Int(slice.good)
      record.total += Int(slice.total)
      record.minutes += 1
      if Double(slice.good) / Double(slice.total) < sliceTarget { record.badMinutes += 1 }
    }
    return record
  }
}
