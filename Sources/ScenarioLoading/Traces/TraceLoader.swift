internal import Digests
internal import Domain
internal import EventCore

/// What the traces of a scenario came to.
struct LoadedTraces {
  var traces: [RequestTrace] = []
  /// Of the trace files; what is wrong in the scenario is reported to the reading.
  var diagnostics: [Diagnostic] = []
  /// Files that were not found, and where a user gets them.
  var missing: [MissingTrace] = []
}

/// A trace that was not found or can't be read.
struct MissingTrace {
  var path: String
  var explanation: String
  var diagnostic: Diagnostic
}

/// The trace files that were read, each once, for all points of a sweep.
final class TraceShelf {
  fileprivate let folders: [String]
  private(set) var files: [InputFile] = []
  /// The bytes of each file, in order, for the scenario's digest.
  private(set) var contents: [[UInt8]] = []
  private var known: [String: (trace: RequestTrace?, diagnostics: [Diagnostic])] = [:]

  init(folders: [String]) { self.folders = folders }

  /// Reads the file that a request names, found at a path, unless it has been read.
  fileprivate func take(
    _ request: TraceRequest,
    at path: String
  ) throws(FileProblem) -> (trace: RequestTrace?, diagnostics: [Diagnostic]) {
    let name = "\(request.format) \(request.file)"
    if let result = known[name] { return result }
    let bytes = try readFile(at: path, atMost: TraceBudget().bytes)
    let result = readTrace(bytes, path: request.file, format: request.format)
    known[name] = (result.trace, result.diagnostics)
    guard result.trace != nil else { return (nil, result.diagnostics) }
    contents.append(bytes)
    files.append(
      InputFile(
        path: request.file,
        bytes: bytes.count,
        sha256: SHA256.hex(of: bytes),
        role: "trace"
      )
    )
    return (result.trace, result.diagnostics)
  }
}

/// Finds and reads every trace that a scenario asks for.
func loadTraces(_ reading: Reading, from shelf: TraceShelf) -> LoadedTraces {
  var loaded = LoadedTraces()
  for request in reading.traces { load(request, reading, from: shelf, into: &loaded) }
  return loaded
}

private func load(
  _ request: TraceRequest,
  _ reading: Reading,
  from shelf: TraceShelf,
  into loaded: inout LoadedTraces
) {
  guard let use = request.uses.first else { return }
  let place = use.path["file"]
  func miss(_ explanation: String) {
    let message = "the trace \(quoted(request.file)) was not found, or can't be read"
    let diagnostic = reading.diagnostic(message, at: place, help: explanation)
    loaded.missing.append(
      MissingTrace(path: request.file, explanation: explanation, diagnostic: diagnostic)
    )
  }
  switch locate(request.file, in: shelf.folders) {
  case .nowhere(let folders):
    let searched = list(folders.map(quoted), "nor")
    let advice = "put it there or name its folder with --data; \(request.format.origin)"
    miss("it is not in \(searched); \(advice)")
  case .outside(let folder):
    let message = "\(quoted(request.file)) is a link that leads out of \(quoted(folder))"
    reading.report(message, at: place)
  case .found(let path):
    do throws(FileProblem) {
      let result = try shelf.take(request, at: path)
      loaded.diagnostics += result.diagnostics
      guard let trace = result.trace else { return }
      for use in request.uses { check(use, of: trace, reading) }
      loaded.traces.append(trace)
    } catch {
      miss(error.explanation)
    }
  }
}

private func check(_ use: TraceUse, of trace: RequestTrace, _ reading: Reading) {
  let rows = trace.arrivals.count
  if use.offset >= rows {
    let message = "the trace has only \(rows) requests, numbered from 0"
    reading.report(message, at: use.path["offset"])
  }
}

/// Warns of traces that end before the run does.
func warnOfShortTraces(_ scenario: Scenario, _ reading: Reading) {
  for template in scenario.endpointTemplates {
    guard case .trace(let replay) = template.endpoint.arrivals, !replay.repeats,
      !replay.startsAtRandom, scenario.traces.indices.contains(replay.trace)
    else { continue }
    let seconds = scenario.traces[replay.trace].length.inSeconds / replay.speed
    guard seconds < scenario.run.duration.inSeconds else { continue }
    let length = written(scenario.run.duration)
    reading.warn(
      "the trace ends after \(Int(seconds)) s of a run of \(length)",
      at: template.path["arrivals"]["trace"]["file"],
      help: "`repeat: true` begins it again"
    )
  }
}
