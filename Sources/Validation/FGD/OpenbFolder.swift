internal import Foundation
internal import ScenarioLoading

/// All that the suite reads.
struct OpenbInputs {
  var workloads: [OpenbWorkload] = []
  var published = PublishedResults()
}

/// Reads the nodes, the workloads asked for and the published results; all problems at once.
func readOpenb(_ options: FGDOptions) throws(FGDFailure) -> OpenbInputs {
  let folder = try OpenbFolder(options.folder)
  var inputs = OpenbInputs()
  var problems: [Diagnostic] = []
  for curve in FGDMeasure.Curve.allCases {
    let path = folder.path(ofResults: curve)
    guard FileManager.default.fileExists(atPath: path) else { continue }
    problems += inputs.published.read(try folder.read(path), path: path, curve: curve)
  }
  let nodes = readNodes(try folder.read(folder.nodePath), path: folder.nodePath)
  problems += nodes.problems
  for name in try folder.workloads(options.workloads, inputs.published.workloads) {
    let path = folder.path(ofWorkload: name)
    let models = Set(nodes.rows.map(\.model))
    let pods = readPods(try folder.read(path), path: path, models: models)
    problems += pods.problems
    guard nodes.problems.isEmpty, pods.problems.isEmpty else { continue }
    let workload = OpenbWorkload(name: name, nodes: nodes.rows, pods: pods.rows)
    if let obstacle = workload.obstacle {
      problems.append(Diagnostic(file: path, line: 1, columns: 1..<2, message: obstacle))
    }
    inputs.workloads.append(workload)
  }
  guard problems.isEmpty else { throw .unreadable(problems) }
  return inputs
}

/// Where the files of the trace are.
private struct OpenbFolder {
  private let path: String

  private static let prefix = "openb_pod_list_"
  private static let nodeFile = "openb_node_list_gpu_node.csv"
  private static let needed = """
    the suite needs the folder openb-gpu-v2023 with \(nodeFile), \(prefix)*.csv and \
    expected_results/analysis_*_discrete.csv, from data/csv and experiments/analysis of \
    hkust-adsl/kubernetes-scheduler-simulator; name its place with --data or BULKHEAD_DATA
    """

  init(_ folder: String) throws(FGDFailure) {
    let places = [folder, folder + "/openb-gpu-v2023"]
    let found = places.first {
      FileManager.default.fileExists(atPath: "\($0)/\(Self.nodeFile)")
    }
    guard let found else {
      throw .missing("there is no \(Self.nodeFile) in \(quoted(folder)): \(Self.needed)")
    }
    path = found
  }

  var nodePath: String { "\(path)/\(Self.nodeFile)" }

  func path(ofWorkload name: String) -> String { "\(path)/\(name).csv" }

  func path(ofResults curve: FGDMeasure.Curve) -> String {
    "\(path)/expected_results/\(curve.file)"
  }

  func read(_ path: String) throws(FGDFailure) -> [UInt8] {
    do throws(FileProblem) {
      return try readFile(at: path, atMost: TableReader.Budget().bytes)
    } catch {
      throw .missing("\(quoted(path)) can't be read: \(error.explanation)")
    }
  }

  /// The names of the files asked for, or of all with published results, ascending.
  func workloads(
    _ wanted: [String]?,
    _ published: Set<String>
  ) throws(FGDFailure) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let present = files.filter { $0.hasPrefix(Self.prefix) && $0.hasSuffix(".csv") }
      .map { String($0.dropLast(4)) }.sorted()
    guard let wanted else {
      let known = present.filter(published.contains)
      if !known.isEmpty { return known }
      throw .missing("no list of pods in \(quoted(path)) has published results: \(Self.needed)")
    }
    var names: Set<String> = []
    for word in wanted {
      let name = word.hasPrefix(Self.prefix) ? word : Self.prefix + word
      guard present.contains(name) else {
        let list = present.map { quoted($0.dropFirst(Self.prefix.count)) }.joined(separator: ", ")
        throw .missing("there is no workload \(quoted(word)) in \(quoted(path)); there are \(list)")
      }
      names.insert(name)
    }
    return names.sorted()
  }
}
