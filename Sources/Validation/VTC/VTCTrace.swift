internal import ScenarioLoading

/// A measured run of the study: what was asked, and how long the answers took.
struct VTCRun {
  var scheduler: String
  var scenario: String
  var number: Int
  /// In the order of their arrival.
  var requests: [VTCRequest]
  /// The tenants' names in the order of their first arrival; requests name them by index.
  var tenants: [String]

  /// The name of the run in tables.
  var name: String { number == 0 ? scenario : "\(scenario) #\(number)" }
}

/// A request of a measured run; times in seconds.
struct VTCRequest {
  var arrival: Double
  var tenant: Int
  var inputTokens: Int
  var outputTokens: Int
  /// Nil if it was turned away.
  var measured: VTCLatency?
}

/// How long an answer took, in seconds.
struct VTCLatency {
  var firstToken: Double
  var whole: Double
}

/// Reads `requests.csv`: a line per request of every run.
func readVTCRuns(_ bytes: [UInt8], path: String) -> (runs: [VTCRun], problems: [Diagnostic]) {
  let columns = [
    "scheduler", "scenario", "run", "client", "req_time_s", "prompt_len", "output_len",
    "first_token_latency_s", "request_latency_s",
  ]
  var table = TableReader(bytes, path: path, columns: columns)
  let at = columns.map { table.column($0) ?? 0 }
  var runs: [VTCRun] = []
  var indices: [String: Int] = [:]
  var tenants: [[String: Int]] = []
  while table.next() {
    guard let number = table.integer(at[2], in: 0...1_000_000),
      let arrival = table.seconds(at[4]), arrival >= 0,
      let input = table.integer(at[5], in: 0...1_000_000),
      let output = table.integer(at[6], in: 1...1_000_000),
      let firstToken = table.seconds(at[7]), let whole = table.seconds(at[8])
    else { continue }
    let key = "\(table.text(at[0])),\(table.text(at[1])),\(number)"
    let index = indices[key] ?? runs.count
    if index == runs.count {
      indices[key] = index
      tenants.append([:])
      runs.append(
        VTCRun(
          scheduler: table.text(at[0]),
          scenario: table.text(at[1]),
          number: Int(number),
          requests: [],
          tenants: []
        )
      )
    }
    let name = table.text(at[3])
    let tenant = tenants[index][name] ?? runs[index].tenants.count
    if tenant == runs[index].tenants.count {
      tenants[index][name] = tenant
      runs[index].tenants.append(name)
    }
    runs[index].requests.append(
      VTCRequest(
        arrival: arrival,
        tenant: tenant,
        inputTokens: Int(input),
        outputTokens: Int(output),
        measured: whole < 0 ? nil : VTCLatency(firstToken: firstToken, whole: whole)
      )
    )
  }
  return (runs.map(inOrderOfArrival), table.problems)
}

/// The run with its requests in the order of arrival, and tenants in that of their first.
private func inOrderOfArrival(_ run: VTCRun) -> VTCRun {
  var run = run
  run.requests.sort { $0.arrival < $1.arrival }
  var numbers: [Int: Int] = [:]
  for index in run.requests.indices {
    let old = run.requests[index].tenant
    let new = numbers[old] ?? numbers.count
    numbers[old] = new
    run.requests[index].tenant = new
  }
  let names = run.tenants
  for (old, new) in numbers { run.tenants[new] = names[old] }
  return run
}

extension TableReader {
  /// A field as seconds, at most a year of them; -1 stands for "never". Nil, and a problem, if it is
  /// none.
  mutating func seconds(_ column: Int) -> Double? {
    if let value = Double(text(column)), value == -1 || (0...31_536_000).contains(value) {
      return value
    }
    reportField(column, "this column needs seconds, or -1 for a request that was turned away")
    return nil
  }
}
