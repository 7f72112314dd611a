internal import Analysis
internal import Catalogue
internal import Domain

/// What the catalogue holds.
package enum CatalogueKind: String, CaseIterable, Sendable {
  case profiles
  case gpus
  case instances
}

/// How the catalogue is written out.
package enum CatalogueFormat: String, CaseIterable, Sendable {
  /// Aligned columns for a terminal.
  case table
  /// One array per kind.
  case json
  /// Everything as one table of constants.
  case csv
}

/// Returns the catalogue as text that ends with a line feed.
///
/// A table lists the entries; with a name, and in other formats, every constant has a row.
package func renderCatalogue(
  _ kinds: [CatalogueKind],
  name: String?,
  as format: CatalogueFormat
) -> String {
  switch format {
  case .table where name == nil:
    return kinds.flatMap { [$0.overview.aligned, [""]] }.joined().dropLast()
      .joined(separator: "\n") + "\n"
  case .table:
    return constants(of: kinds, name: name).table.aligned.joined(separator: "\n") + "\n"
  case .csv:
    let listing = constants(of: kinds, name: name)
    let lines = [CatalogueConstant.keys] + listing.map { $0.texts.map(SafeText.csv) }
    return lines.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
  case .json:
    let listing = kinds.map { kind in
      (kind.rawValue, JSONValue.array(constants(of: [kind], name: name).map(\.json)))
    }
    return JSONValue.object(listing).text + "\n"
  }
}

/// Returns what is wrong with a name; nil if the catalogue has it.
package func unknown(_ name: String, of kind: CatalogueKind) -> String? {
  let names = kind.entries.map(\.name)
  guard !names.contains(name) else { return nil }
  let shown = SafeText.plain(String(name.prefix(64)))
  return "the catalogue has no \(kind.singular) '\(shown)'; leave the name out to list them"
}

/// One figure of an entry.
private struct CatalogueConstant {
  var kind: String
  var entry: String
  var path: String
  var constant: Constant

  static let keys = ["kind", "name", "constant", "value", "unit", "pedigree", "source"]

  var texts: [String] {
    [kind, entry, path, constant.number, constant.unit]
      + [constant.pedigree.rawValue, constant.source]
  }

  var json: JSONValue {
    .object(
      zip(Self.keys, texts).map { key, text in
        key == "value" ? (key, .number(constant.value)) : (key, .text(text))
      }
    )
  }
}

extension [CatalogueConstant] {
  fileprivate var table: TextTable {
    var table = TextTable(columns: [
      .init(title: "constant"), .init(title: "value", isNumber: true), .init(title: "unit"),
      .init(title: "pedigree"), .init(title: "source", maxWidth: 200),
    ])
    table.rows = map { constant in constant.texts.dropFirst(2).map(SafeText.plain) }
    return table
  }
}

private func constants(of kinds: [CatalogueKind], name: String?) -> [CatalogueConstant] {
  kinds.flatMap { kind in
    kind.entries.filter { name == nil || $0.name == name }.flatMap { entry in
      entry.constants.map { path, constant in
        CatalogueConstant(
          kind: kind.singular,
          entry: entry.name,
          path: path,
          constant: constant
        )
      }
    }
  }
}

private typealias CatalogueEntry = (
  name: String, constants: [(path: String, constant: Constant)]
)

extension CatalogueKind {
  fileprivate var singular: String {
    switch self {
    case .profiles: "profile"
    case .gpus: "gpu"
    case .instances: "instance type"
    }
  }

  fileprivate var entries: [CatalogueEntry] {
    switch self {
    case .profiles: Catalogue.profiles.map { ($0.name, $0.constants) }
    case .gpus: Catalogue.gpus.map { ($0.name, $0.constants) }
    case .instances: Catalogue.instanceTypes.map { ($0.name, $0.constants) }
    }
  }

  /// One line for each entry.
  fileprivate var overview: TextTable {
    switch self {
    case .profiles: profileTable
    case .gpus: gpuTable
    case .instances: instanceTable
    }
  }

  private var profileTable: TextTable {
    var table = TextTable(columns: [
      .init(title: "profile"), .init(title: "runtime"), .init(title: "GPU"),
      .init(title: "times are"), .init(title: "what"),
    ])
    table.rows = Catalogue.profiles.map { profile in
      let device = profile.gpu.map { "\(profile.gpuCount) × \($0)" } ?? "CPU"
      let known = Pedigree.allCases.filter { pedigree in
        profile.timings.contains { $0.pedigree == pedigree }
      }
      let pedigrees = known.map(\.rawValue).joined(separator: ", ")
      return [profile.name, profile.runtime.rawValue, device, pedigrees, profile.summary]
    }
    return table
  }

  private var gpuTable: TextTable {
    var table = TextTable(columns: [
      .init(title: "GPU"), .init(title: "memory", unit: "Mi", isNumber: true),
      .init(title: "bandwidth", unit: "GB/s", isNumber: true),
      .init(title: "FP16", unit: "TFLOP/s", isNumber: true),
      .init(title: "FP8", unit: "TFLOP/s", isNumber: true), .init(title: "MIG profiles"),
    ])
    table.rows = Catalogue.gpus.map { gpu in
      [gpu.name, gpu.memory.number, gpu.bandwidth.number, gpu.peakFP16.number]
        + [gpu.peakFP8?.number ?? "–"]
        + [gpu.mig.map { $0.geometry.profiles.map(\.name).joined(separator: " ") } ?? "–"]
    }
    return table
  }

  private var instanceTable: TextTable {
    var table = TextTable(columns: [
      .init(title: "instance type"), .init(title: "vCPUs", isNumber: true),
      .init(title: "memory", unit: "Mi", isNumber: true),
      .init(title: "allocatable", unit: "m", isNumber: true),
      .init(title: "allocatable", unit: "Mi", isNumber: true),
      .init(title: "pods", isNumber: true), .init(title: "GPUs"),
      .init(title: "price", unit: "USD/h", isNumber: true),
    ])
    table.rows = Catalogue.instanceTypes.map { type in
      let gpus = type.gpuCount.map { "\($0.number) × \(type.gpu ?? "")" } ?? "–"
      return [type.name, type.vcpus.number, type.memory.number, type.allocatableCPU.number]
        + [type.allocatableMemory.number, type.pods.number, gpus, type.price.number]
    }
    return table
  }
}

extension ServingProfile {
  /// What a latency rests on: times of work, not of waiting.
  fileprivate var timings: [Constant] {
    constants.filter { path, constant in
      ["ns", "us", "ms", "s"].contains(constant.unit) && !path.hasSuffix("maxQueueDelay")
    }.map(\.constant)
  }
}
