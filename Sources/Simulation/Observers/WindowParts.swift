internal import Domain
internal import EventCore

/// The measured window in parts of equal length, told apart by what the books hold at their ends.
///
/// Nothing is kept request by request, so it costs what reading the books a few times costs.
struct WindowParts {
  private let start: SimTime
  private let window: SimDuration
  /// What the books held at the end of the last part.
  private var last: BatchRecord
  private(set) var records: [BatchRecord] = []

  init(_ settings: RunSettings, endpoints: Int) {
    start = SimTime.start + settings.warmUp
    window = settings.window
    last = BatchRecord(endpoints: Array(repeating: EndpointRecord(), count: endpoints))
  }

  /// When the part that is under way ends.
  var nextEnd: SimTime {
    let number = Int64(records.count + 1)
    let parts = Int64(RunSettings.batchCount)
    // Whole divisions first: the product of a week and the parts has room, but only just.
    let length = window.nanoseconds / parts * number + window.nanoseconds % parts * number / parts
    return start + SimDuration(nanoseconds: length)
  }

  /// Ends a part, given what the books hold now.
  mutating func end(with books: BatchRecord) {
    let endpoints = zip(books.endpoints, last.endpoints).map { $0.since($1) }
    let objectives = books.objectives.enumerated().map { index, now in
      let then = index < last.objectives.count ? last.objectives[index] : ObjectiveRecord()
      return ObjectiveRecord(good: now.good - then.good, total: now.total - then.total)
    }
    records.append(BatchRecord(endpoints: endpoints, objectives: objectives))
    last = books
  }
}

extension Recorder {
  /// Ends a part of the measured window.
  mutating func endPart(of scenario: Scenario) {
    book()
    let endpoints = (0..<endpointTenant.count).map { endpoint in
      // Who is still inside at the end of a part is no loss of it.
      var record = endpointRecord(endpoint)
      record.unfinished = 0
      return record
    }
    let objectives = scenario.objectives.indices.map { index in
      let (good, total) = self.objectives.totals(of: index)
      return ObjectiveRecord(good: good, total: total)
    }
    parts?.end(with: BatchRecord(endpoints: endpoints, objectives: objectives))
  }
}
