package import Domain

/// A figure of the fragmentation study: a curve at some arrived load.
struct FGDMeasure: Hashable, Sendable {
  /// A curve over the GPUs that pods have asked for so far, in hundredths of the cluster's.
  enum Curve: String, CaseIterable, Sendable {
    /// GPUs allocated, in hundredths of all.
    case allocated
    /// GPUs idle but of no use to typical pods, in hundredths of all.
    case fragmented
    /// The same in hundredths of what is idle.
    case fragmentedOfIdle

    /// The authors' file of expected results.
    var file: String {
      switch self {
      case .allocated: "analysis_allo_discrete.csv"
      case .fragmented: "analysis_frag_discrete.csv"
      case .fragmentedOfIdle: "analysis_frag_ratio_discrete.csv"
      }
    }
  }

  var curve: Curve
  /// Arrived load in hundredths of the cluster's GPUs.
  var arrived: Int

  static let all = [
    FGDMeasure(curve: .allocated, arrived: 100), FGDMeasure(curve: .allocated, arrived: 130),
    FGDMeasure(curve: .fragmented, arrived: 50), FGDMeasure(curve: .fragmented, arrived: 100),
    FGDMeasure(curve: .fragmentedOfIdle, arrived: 50),
    FGDMeasure(curve: .fragmentedOfIdle, arrived: 80),
    FGDMeasure(curve: .fragmentedOfIdle, arrived: 90),
    FGDMeasure(curve: .fragmentedOfIdle, arrived: 100),
  ]

  /// A key of the JSON form.
  var name: String { "\(curve.rawValue)At\(arrived)" }

  var title: String {
    switch curve {
    case .allocated: "allocated @\(arrived)"
    case .fragmented: "fragmented @\(arrived)"
    case .fragmentedOfIdle: "fragmented of idle @\(arrived)"
    }
  }

  /// Whether the suite shows it for a policy; what is left of idle GPUs is FGD's own figure.
  func isShown(for policy: GPUPlacementPolicy) -> Bool {
    curve != .fragmentedOfIdle || policy == .fgd
  }
}

extension GPUPlacementPolicy {
  /// The authors' name, without its number.
  package var publishedName: String {
    switch self {
    case .random: "Random"
    case .dotProduct: "DotProd"
    case .gpuClustering: "GpuClustering"
    case .gpuPacking: "GpuPacking"
    case .bestFit: "BestFit"
    case .fgd: "FGD"
    }
  }
}
