internal import Domain
internal import Foundation
package import ScenarioLoading
internal import StrictJSON

/// Why a suite that reads measurements has nothing to report.
package enum MeasurementsFailure: Error {
  /// A file is missing or may not be read; says what is needed.
  case missing(String)
  /// Files hold something else than they should.
  case unreadable([Diagnostic])
}

/// What the suite reads.
struct VTCInputs {
  var runs: [VTCRun]
  var configurations: [VTCConfiguration]
  var steps: StepTimes
}

/// A run as `configs.json` describes it.
struct VTCConfiguration {
  var scheduler: String
  var scenario: String
  var number: Int
  /// Requests per second, by tenant; one for all in the trace.
  var rates: [Double]
  /// For how long requests were sent, in seconds.
  var duration: Double?
  /// When the last answer came, in seconds.
  var totalTime: Double?

  init?(_ tree: JSONTree) {
    guard case .string(let scheduler) = tree["scheduler"],
      case .string(let scenario) = tree["scenario"], case .integer(let number) = tree["run"],
      let config = tree["config"]
    else { return nil }
    self.scheduler = scheduler
    self.scenario = scenario
    self.number = Int(clamping: number)
    switch config["req_rate"] {
    case .array(let rates): self.rates = rates.compactMap(\.double)
    case let rate: self.rates = [rate?.double].compactMap(\.self)
    }
    duration = config["duration"]?.double
    totalTime = tree["total_time"]?.double
  }

  func describes(_ run: VTCRun) -> Bool {
    scheduler == run.scheduler && scenario == run.scenario && number == run.number
  }
}

/// Reads the folder of the study, or the one that holds it.
func readVTC(_ folder: String) throws(MeasurementsFailure) -> VTCInputs {
  let path = try measurementsFolder(
    folder,
    named: "vtc-noisy-neighbour",
    with: "cost_profile.json",
    from: "fair_bench of Ying1123/VTC-artifact"
  )
  let requests = try requestTable(in: path)
  let reading = readVTCRuns(requests.bytes, path: requests.path)
  guard reading.problems.isEmpty else { throw .unreadable(reading.problems) }
  let profilePath = "\(path)/cost_profile.json"
  guard let steps = VTCProfile(try readJSON(profilePath))?.stepTimes() else {
    throw .unreadable([
      Diagnostic(
        file: profilePath,
        line: 1,
        columns: 1..<2,
        message: "this needs batch size, prefill and decode seconds by prompt and output length"
      )
    ])
  }
  guard case .array(let configurations) = try readJSON("\(path)/configs.json") else {
    throw .unreadable([
      Diagnostic(
        file: "\(path)/configs.json",
        line: 1,
        columns: 1..<2,
        message: "this needs a list of runs"
      )
    ])
  }
  return VTCInputs(
    runs: reading.runs,
    configurations: configurations.compactMap(VTCConfiguration.init),
    steps: steps
  )
}

/// The folder of a data set: the one named, or the one of that name inside it.
func measurementsFolder(
  _ folder: String,
  named name: String,
  with file: String,
  from source: String
) throws(MeasurementsFailure) -> String {
  let found = [folder, "\(folder)/\(name)"].first {
    FileManager.default.fileExists(atPath: "\($0)/\(file)")
  }
  guard let found else {
    throw .missing(
      "there is no \(file) in \(quoted(folder)): the suite needs the folder \(name), made from "
        + "\(source); name its place with --data or BULKHEAD_DATA"
    )
  }
  return found
}

func readMeasurements(_ path: String) throws(MeasurementsFailure) -> [UInt8] {
  do throws(FileProblem) {
    return try readFile(at: path, atMost: TableReader.Budget().bytes)
  } catch {
    throw .missing("\(quoted(path)) can't be read: \(error.explanation)")
  }
}

/// The requests, packed or not.
private func requestTable(
  in path: String
) throws(MeasurementsFailure) -> (bytes: [UInt8], path: String) {
  let plain = "\(path)/requests.csv"
  if FileManager.default.fileExists(atPath: plain) {
    return (try readMeasurements(plain), plain)
  }
  let packed = "\(path)/requests.csv.gz"
  let archive = try readMeasurements(packed)
  do throws(GunzipProblem) {
    return (try gunzip(archive), packed)
  } catch {
    throw .missing("\(quoted(packed)) can't be unpacked: \(error.reason)")
  }
}

private func readJSON(_ path: String) throws(MeasurementsFailure) -> JSONTree {
  let bytes = try readMeasurements(path)
  do throws(JSONProblem) {
    return try parseJSON(bytes)
  } catch {
    throw .unreadable([
      Diagnostic(
        file: path,
        line: error.line,
        columns: error.column..<error.column + 1,
        message: error.reason
      )
    ])
  }
}
