import Foundation

/// A folder with a small trace of our own in the form of openb.
struct FGDFolder {
  static let nodeFile = "openb_node_list_gpu_node.csv"

  let url: URL

  var path: String { url.path }

  /// 24 nodes with 76 GPUs, and a workload `small` of 120 pods, a third of them without GPUs.
  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "fgd-\(UUID().uuidString)")
    let results = url.appending(path: "expected_results")
    try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
    let models = ["T4", "P100", "G2"]
    let sizes = [2, 1, 8, 2, 4, 2]
    let nodes = (0..<24).map { index in
      let gpus = sizes[index % 6]
      return "node-\(100 + index),\(16000 * gpus),65536,\(gpus),\(models[index % 3])"
    }
    try write((["sn,cpu_milli,memory_mib,gpu,model"] + nodes).joined(separator: "\n"))
    try writePods(Self.pods, to: "small")
  }

  static let pods = (0..<120).map { index in
    let kinds = [
      "2000,1024,1,500,", "8000,4096,1,1000,T4|G2", "4000,2048,0,0,", "6000,512,2,1000,",
    ]
    return "pod-\(1000 + index),\(kinds[index * 7 % 11 % 4])"
  }

  func write(_ text: String, to file: String = nodeFile) throws {
    try Data(text.utf8).write(to: url.appending(path: file))
  }

  func write(_ bytes: [UInt8], to file: String) throws {
    try Data(bytes).write(to: url.appending(path: file))
  }

  func writePods(_ rows: [String], to workload: String) throws {
    let header = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec"
    let text = ([header] + rows).joined(separator: "\r\n") + "\r\n"
    try write(text, to: "openb_pod_list_\(workload).csv")
  }

  /// Writes published results: at every load, for every policy and seed, one value for each curve.
  func writeResults(
    workload: String,
    seeds: ClosedRange<Int>,
    value: (_ curve: String, _ policy: String) -> Double
  ) throws {
    let policies = ["Random", "DotProd", "GpuClustering", "GpuPacking", "BestFit", "FGD"]
    for curve in ["allo", "frag", "frag_ratio"] {
      var lines = [
        "workload,sc_policy,tune,seed," + (0...130).map(String.init).joined(separator: ",")
      ]
      for (index, policy) in policies.enumerated() {
        for seed in seeds {
          let values = Array(repeating: "\(value(curve, policy))", count: 131)
          let row = ["openb_pod_list_\(workload)", "0\(index + 1)-\(policy)", "1.3", "\(seed)"]
          lines.append((row + values).joined(separator: ","))
        }
      }
      let file = "expected_results/analysis_\(curve)_discrete.csv"
      try write(lines.joined(separator: "\n"), to: file)
    }
  }

  func cleanUp() { try? FileManager.default.removeItem(at: url) }
}
