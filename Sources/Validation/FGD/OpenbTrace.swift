internal import ScenarioLoading

/// A node of the trace.
struct OpenbNode {
  var name: String
  var milliCPU: Int64
  var memoryMiB: Int64
  var gpus: Int
  /// Empty for nodes without GPUs.
  var model: String
}

/// A pod of the trace: what it asks for.
struct OpenbPod {
  var name: String
  var request: OpenbRequest
}

/// What a pod of the trace asks for; pods that ask for the same are of one kind.
struct OpenbRequest: Hashable {
  var milliCPU: Int64
  var memoryMiB: Int64
  var gpus: Int
  /// Thousandths of each GPU.
  var milliGPU: Int64
  /// The models that will do, as written; empty if all will.
  var models: [String]
}

/// A table that was read, or what is wrong with it.
struct OpenbReading<Row> {
  var rows: [Row] = []
  var problems: [Diagnostic]
}

/// GPU models that occur in the traces of this cluster, or that the authors' simulator knows.
///
/// Source: hkust-adsl/kubernetes-scheduler-simulator, `open-gpu-share/utils/const.go`, and G1 to G3
/// of alibaba/clusterdata, cluster-trace-gpu-v2023.
private let knownModels: Set<String> = [
  "P4", "2080", "1080", "M40", "T4", "V100M16", "P100", "A10", "3090", "V100M32", "A100", "G1",
  "G2", "G3",
]

/// Reads a list of nodes: `sn,cpu_milli,memory_mib,gpu,model`.
func readNodes(_ bytes: [UInt8], path: String) -> OpenbReading<OpenbNode> {
  let columns = ["sn", "cpu_milli", "memory_mib", "gpu", "model"]
  // The study puts four digits before names, which order as numbers do up to here.
  let budget = TableReader.Budget(rows: 10_000)
  var table = TableReader(bytes, path: path, columns: columns, budget: budget)
  let at = columns.map { table.column($0) ?? 0 }
  var names = UniqueNames()
  var nodes: [OpenbNode] = []
  while table.next() {
    let name = names.next(at[0], &table)
    let cpu = table.integer(at[1], in: 0...mostMilliCPU)
    let memory = table.integer(at[2], in: 0...mostMiB)
    let gpus = table.integer(at[3], in: 0...mostGPUs)
    let model = table.text(at[4])
    if let gpus, gpus > 0, model.isEmpty {
      table.reportField(at[4], "`model` needs the model of the GPUs, found nothing")
    }
    guard let name, let cpu, let memory, let gpus else { continue }
    nodes.append(
      OpenbNode(
        name: name,
        milliCPU: cpu,
        memoryMiB: memory,
        gpus: Int(gpus),
        model: gpus > 0 ? model : ""
      )
    )
  }
  return OpenbReading(rows: nodes, problems: table.problems)
}

/// Reads a list of pods; of its columns `name,cpu_milli,memory_mib,num_gpu,gpu_milli` are needed,
/// and `gpu_spec` counts if there is one.
func readPods(_ bytes: [UInt8], path: String, models: Set<String>) -> OpenbReading<OpenbPod> {
  let columns = ["name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"]
  var table = TableReader(bytes, path: path, columns: columns)
  let at = columns.map { table.column($0) ?? 0 }
  let specification = table.column("gpu_spec")
  var names = UniqueNames()
  var pods: [OpenbPod] = []
  while table.next() {
    let name = names.next(at[0], &table)
    let cpu = table.integer(at[1], in: 0...mostMilliCPU)
    let memory = table.integer(at[2], in: 0...mostMiB)
    let gpus = table.integer(at[3], in: 0...mostGPUs)
    let milli = table.integer(at[4], in: 0...1000)
    let accepted = specification.map { table.models($0, known: models.union(knownModels)) } ?? []
    guard let gpus, let milli, table.checkGPUs(gpus, milli, at[4]),
      let name, let cpu, let memory, let accepted
    else { continue }
    let request = OpenbRequest(
      milliCPU: cpu,
      memoryMiB: memory,
      gpus: Int(gpus),
      milliGPU: milli,
      models: accepted
    )
    pods.append(OpenbPod(name: name, request: request))
  }
  return OpenbReading(rows: pods, problems: table.problems)
}

private let mostMilliCPU: Int64 = 1_000_000_000
private let mostMiB: Int64 = 1 << 40
private let mostGPUs: Int64 = 64

extension TableReader {
  /// Models split at bars; nil, and a problem, if one is unknown.
  fileprivate mutating func models(_ column: Int, known: Set<String>) -> [String]? {
    let models = text(column).split(separator: "|").map(String.init)
    guard let stranger = models.first(where: { !known.contains($0) }) else { return models }
    let accepted = known.sorted().joined(separator: ", ")
    reportField(column, "unknown GPU model \(quoted(stranger)); known are \(accepted)")
    return nil
  }

  /// Shares are of one GPU, and GPUs and shares come together.
  fileprivate mutating func checkGPUs(_ gpus: Int64, _ milli: Int64, _ column: Int) -> Bool {
    let needed =
      switch gpus {
      case 0: milli == 0 ? nil : "0 for a pod without GPUs"
      case 1: milli > 0 ? nil : "1 to 1000 for a pod with a GPU"
      default: milli == 1000 ? nil : "1000 for a pod with several GPUs"
      }
    guard let needed else { return true }
    reportField(column, "`gpu_milli` needs \(needed), found `\(milli)`")
    return false
  }
}

/// Names of rows, each of which may occur once.
private struct UniqueNames {
  private var lineOfName: [String: Int] = [:]

  /// The name of the current row; nil, and a problem, if it is none or taken.
  mutating func next(_ column: Int, _ table: inout TableReader) -> String? {
    guard let name = table.name(column) else { return nil }
    if let line = lineOfName[name] {
      table.reportField(column, "the row in line \(line) is named \(quoted(name)) too")
      return nil
    }
    lineOfName[name] = table.line
    return name
  }
}
