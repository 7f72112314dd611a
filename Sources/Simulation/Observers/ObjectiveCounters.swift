internal import Domain
internal import EventCore

/// Good and total requests of each objective, by when they arrived.
///
/// Counted in cells: minutes, or equal parts of a minute where slices are no whole minutes long.
struct ObjectiveCounters: ~Copyable {
  /// An objective as an endpoint meets it.
  private struct Watch: BitwiseCopyable {
    /// The objective's first cell.
    var firstCell: Int
    /// A request is good within it; without end for availability.
    var threshold: SimDuration
    var cellsPerMinute: Int32
    var isPerToken = false
  }

  /// Good and total requests of one cell.
  private struct Cell: BitwiseCopyable {
    var good: Int32 = 0
    var total: Int32 = 0
  }

  private let minutes: Int
  /// The watches of each endpoint: `firstWatch[e] ..< firstWatch[e + 1]`; those of response times
  /// and availability end before `firstTokenWatch[e]`.
  private var firstWatch: DenseTable<Int32>
  private var firstTokenWatch: DenseTable<Int32>
  private var watches: DenseTable<Watch>
  private var cells: DenseTable<Cell>
  /// The first cell of each objective.
  private var firstCells: DenseTable<Int>

  init(scenario: Scenario, endpoints: Int) {
    let nanoseconds = scenario.run.window.nanoseconds
    minutes = Int((nanoseconds - 1) / Recorder.minute.nanoseconds) + 1
    var watchesOf = Array(repeating: [Watch](), count: endpoints)
    var tokenWatchesOf = watchesOf
    var cellCount = 0
    var firstCells: [Int] = []
    for objective in scenario.objectives {
      let watch = Watch(
        firstCell: cellCount,
        threshold: objective.threshold ?? SimDuration(nanoseconds: .max),
        cellsPerMinute: Int32(objective.budgetingMethod.cellsPerMinute),
        isPerToken: objective.metric == .timePerOutputToken
      )
      for endpoint in objective.endpoints {
        switch objective.metric {
        case .latency, .availability: watchesOf[endpoint.index].append(watch)
        case .timeToFirstToken, .timePerOutputToken: tokenWatchesOf[endpoint.index].append(watch)
        }
      }
      firstCells.append(cellCount)
      cellCount += minutes * Int(watch.cellsPerMinute)
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
    cells = DenseTable(repeating: Cell(), count: cellCount)
    self.firstCells = DenseTable(firstCells)
  }

  /// Counts an arrival; `age` is the time since measuring began.
  mutating func arrive(at endpoint: Int, after age: SimDuration) {
    let minute = Int(age.nanoseconds / Recorder.minute.nanoseconds)
    for watch in Int(firstWatch[endpoint])..<Int(firstWatch[endpoint + 1]) {
      cells[Self.cell(of: watches[watch], in: minute, age)].total += 1
    }
  }

  /// Counts a response; `age` is the time from when measuring began to the arrival.
  mutating func complete(at endpoint: Int, after age: SimDuration, latency: SimDuration) {
    let minute = Int(age.nanoseconds / Recorder.minute.nanoseconds)
    for watch in Int(firstWatch[endpoint])..<Int(firstTokenWatch[endpoint])
    where latency <= watches[watch].threshold {
      cells[Self.cell(of: watches[watch], in: minute, age)].good += 1
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
      cells[Self.cell(of: watches[watch], in: minute, age)].good += 1
    }
  }

  // Static, for a method of a struct that can't be copied would look at a copy of its bits.
  private static func cell(of watch: Watch, in minute: Int, _ age: SimDuration) -> Int {
    guard watch.cellsPerMinute > 1 else { return watch.firstCell + minute }
    let count = Int64(watch.cellsPerMinute)
    return watch.firstCell + Int(age.nanoseconds / (Recorder.minute.nanoseconds / count))
  }

  /// How many requests of an objective were good so far, of how many.
  mutating func totals(of index: Int) -> (good: Int, total: Int) {
    let end = index + 1 < firstCells.count ? firstCells[index + 1] : cells.count
    var sum = (good: 0, total: 0)
    for cell in firstCells[index]..<end {
      sum.good += Int(cells[cell].good)
      sum.total += Int(cells[cell].total)
    }
    return sum
  }

  /// Adds up the cells of an objective.
  func record(of index: Int, _ objective: Objective) -> ObjectiveRecord {
    var record = ObjectiveRecord()
    let cellsPerMinute = objective.budgetingMethod.cellsPerMinute
    record.slices = slices(of: index, objective, cells: objective.budgetingMethod.cellsPerSlice)
    for minute in slices(of: index, objective, cells: cellsPerMinute) {
      record.good += Int(minute.total - minute.bad)
      record.total += Int(minute.total)
      record.minutes += 1
      if minute.goodRatio < objective.sliceTarget { record.badMinutes += 1 }
    }
    return record
  }

  /// Joins so many cells at a time, and leaves out what is without requests.
  private func slices(of index: Int, _ objective: Objective, cells length: Int) -> [SliceRecord] {
    let first = firstCells[index]
    let end = first + minutes * objective.budgetingMethod.cellsPerMinute
    return stride(from: first, to: end, by: length).compactMap { start in
      var slice = SliceRecord(index: Int32((start - first) / length), bad: 0, total: 0)
      for cell in start..<min(start + length, end) {
        slice.bad += cells[cell].total - cells[cell].good
        slice.total += cells[cell].total
      }
      return slice.total > 0 ? slice : nil
    }
  }
}
