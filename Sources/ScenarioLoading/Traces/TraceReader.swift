internal import Domain
internal import EventCore

/// The rows of a trace file, or what is wrong with them.
struct TraceReading {
  /// Nil if a row is bad or there are none.
  var trace: RequestTrace?
  var diagnostics: [Diagnostic]
}

/// One request of a trace.
struct TraceRow {
  /// Since any fixed instant.
  var nanoseconds: Int64
  var inputTokens: Int32
  var outputTokens: Int32
}

/// What is wrong with a row, and where in the file.
struct TraceRowProblem: Error {
  var bytes: Range<Int>
  var message: String
}

/// What one trace may cost.
struct TraceBudget {
  var bytes = 512 << 20
  var rows = 20_000_000
  var problems = 20
}

/// Reads the requests of a trace; the first arrives at time 0.
func readTrace(
  _ bytes: [UInt8],
  path: String,
  format: TraceFormat,
  budget: TraceBudget = TraceBudget()
) -> TraceReading {
  var reader = TraceReader(bytes: bytes, path: path, budget: budget)
  switch format {
  case .azureLLM: reader.readAzure()
  case .mooncake: reader.readMooncake()
  }
  return reader.finished()
}

/// Walks the lines of a trace file and gathers rows and problems.
private struct TraceReader {
  private let bytes: [UInt8]
  private let path: String
  private let budget: TraceBudget
  private var at = 0
  private var line = 0
  private var arrivals: [SimTime] = []
  private var inputTokens: [Int32] = []
  private var outputTokens: [Int32] = []
  private var first: Int64 = 0
  private var last: Int64?
  private var diagnostics: [Diagnostic] = []
  private var badRows = 0

  init(bytes: [UInt8], path: String, budget: TraceBudget) {
    self.bytes = bytes
    self.path = path
    self.budget = budget
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if bytes.starts(with: byteOrderMark) { at = 3 }
    // Rows of both formats are longer than this, so the arrays grow at most once.
    arrivals.reserveCapacity(bytes.count / 32)
    inputTokens.reserveCapacity(bytes.count / 32)
    outputTokens.reserveCapacity(bytes.count / 32)
  }

  mutating func readAzure() {
    guard let header = nextLine() else { return }
    guard bytes[header].elementsEqual(azureHeader.utf8) else {
      let found = quoted(String(decoding: bytes[header], as: UTF8.self))
      report(
        TraceRowProblem(bytes: header, message: "needs `\(azureHeader)`, found \(found)"),
        header
      )
      return
    }
    readRows { scanner throws(TraceRowProblem) in try scanner.azureRow() }
  }

  mutating func readMooncake() {
    readRows { scanner throws(TraceRowProblem) in try scanner.mooncakeRow() }
  }

  private mutating func readRows(
    _ read: (inout ByteScanner) throws(TraceRowProblem) -> TraceRow
  ) {
    while let range = nextLine() {
      if range.isEmpty { continue }
      guard arrivals.count < budget.rows else {
        let message = "a trace has at most \(budget.rows) rows"
        report(TraceRowProblem(bytes: range, message: message), range)
        return
      }
      var scanner = ByteScanner(bytes, range)
      do throws(TraceRowProblem) {
        try append(try read(&scanner), range)
      } catch {
        report(error, range)
      }
    }
  }

  private mutating func append(_ row: TraceRow, _ range: Range<Int>) throws(TraceRowProblem) {
    let start = last == nil ? row.nanoseconds : first
    if let last, row.nanoseconds < last {
      throw TraceRowProblem(bytes: range, message: "arrives before the row above it")
    }
    // Formats bound their times, so the difference can't overflow.
    let arrival = row.nanoseconds - start
    guard arrival <= 366 * 86_400 * 1_000_000_000 else {
      throw TraceRowProblem(bytes: range, message: "arrives more than 366 days after the first row")
    }
    first = start
    last = row.nanoseconds
    arrivals.append(SimTime(nanoseconds: arrival))
    inputTokens.append(row.inputTokens)
    outputTokens.append(row.outputTokens)
  }

  /// The next line without its line break; nil at the end of the file.
  private mutating func nextLine() -> Range<Int>? {
    guard at < bytes.count else { return nil }
    let start = at
    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    var end = at
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    at += 1
    line += 1
    return start..<end
  }

  private mutating func report(_ problem: TraceRowProblem, _ range: Range<Int>) {
    badRows += 1
    guard badRows <= budget.problems else { return }
    diagnostics.append(diagnostic(problem.message, at: problem.bytes, in: range))
  }

  private func diagnostic(
    _ message: String,
    at marked: Range<Int>,
    in range: Range<Int>
  ) -> Diagnostic {
    // A line may be as long as the file; what is shown of it is not.
    let shown = bytes[range.lowerBound..<min(range.upperBound, range.lowerBound + 4096)]
    func column(_ offset: Int) -> Int {
      let head = bytes[range.lowerBound..<min(max(offset, range.lowerBound), shown.endIndex)]
      return String(decoding: head, as: UTF8.self).unicodeScalars.count + 1
    }
    let start = Position(line: line, column: column(marked.lowerBound))
    let end = Position(line: line, column: max(column(marked.upperBound), start.column + 1))
    return Diagnostic(
      .error,
      file: path,
      span: Span(start: start, end: end),
      message: message,
      help: nil,
      rawLine: Array(String(decoding: shown, as: UTF8.self).unicodeScalars)
    )
  }

  /// Hands over the trace, or the problems.
  mutating func finished() -> TraceReading {
    if badRows == 0, arrivals.isEmpty {
      line = 1
      diagnostics.append(diagnostic("the trace has no requests", at: 0..<0, in: 0..<0))
    }
    if badRows > budget.problems {
      let more = badRows - budget.problems
      let message = "\(more) more rows of this trace can't be read"
      diagnostics.append(diagnostic(message, at: bytes.count..<bytes.count, in: 0..<0))
    }
    guard diagnostics.isEmpty else { return TraceReading(trace: nil, diagnostics: diagnostics) }
    let trace = RequestTrace(
      path: path,
      arrivals: arrivals,
      inputTokens: inputTokens,
      outputTokens: outputTokens
    )
    return TraceReading(trace: trace, diagnostics: [])
  }
}
