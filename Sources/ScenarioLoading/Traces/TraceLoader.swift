internal import Digests
internal import Domain
internal import EventCore

/// What the traces of a scenario came to.
struct LoadedTraces {
  var traces: [RequestTrace] = []
  var files: [InputFile] = []
  /// The bytes of each file, in order, for the scenario's digest.
  var contents: [[UInt8]] = []
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

/// Finds and reads every trace that a scenario asks for.
func loadTraces(_ reading: Reading, in folders: [String]) -> LoadedTraces {
  var loaded = LoadedTraces()
  for request in reading.traces { load(request, reading, in: folders, into: &loaded) }
  return loaded
}

private func load(
  _ request: TraceRequest,
  _ reading: Reading,
  in folders: [String],
  into loaded: inout LoadedTraces
) {
  guard let use = request.uses.first else { return }
  let place = use.path["file"]
  let bytes: [UInt8]
  func miss(_ explanation: String) {
    let message = "the trace \(quoted(request.file)) was not found, or can't be read"
    let diagnostic = reading.diagnostic(message, at: place, help: explanation)
    loaded.missing.append(
      MissingTrace(path: request.file, explanation: explanation, diagnostic: diagnostic)
    )
  }
  switch locate(request.file, in: folders) {
  case .nowhere(let folders):
    let searched = list(folders.map(quoted), "nor")
    let advice = "put it there or name its folder with --data; \(request.format.origin)"
    miss("it is not in \(searched); \(advice)")
    return
  case .outside(let folder):
    let message = "\(quoted(request.file)) is a link that leads out of \(quoted(folder))"
    reading.report(message, at: place)
    return
  case .found(let path):
    do throws(FileProblem) {
      bytes = try readFile(at: path, atMost: TraceBudget().bytes)
    } catch {
      miss(error.explanation)
      return
    }
  }
  let result = readTrace(bytes, path: request.file, format: request.format)
  loaded.diagnostics += result.diagnostics
  guard let trace = result.trace else { return }
  for use in request.uses { check(use, of: trace, reading) }
  loaded.traces.append(trace)
  loaded.contents.append(bytes)
  loaded.files.append(
    InputFile(
      path: request.file,
      bytes: bytes.count,
      sha256: SHA256.hex(of: bytes),
      role: "trace"
    )
  )
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
