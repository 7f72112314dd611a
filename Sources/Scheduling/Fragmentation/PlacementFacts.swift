/// What pods of one kind take of the GPUs of a node.
package struct GPUDemand: Hashable, Sendable, BitwiseCopyable {
  /// Thousandths of each GPU, from 1 to 1,000; 0 for pods without GPUs.
  package var milliEach: Int32
  /// So many different GPUs.
  package var count: Int32

  package init(milliEach: Int32, count: Int32) {
    self.milliEach = milliEach
    self.count = count
  }

  /// Thousandths of a GPU that nobody uses.
  package static let wholeGPU: Int32 = 1000
  package static let none = GPUDemand(milliEach: 0, count: 0)

  /// Whether it is part of one GPU, for which any GPU with room will do.
  package var isShare: Bool { count == 1 && milliEach < Self.wholeGPU }

  /// Thousandths of a GPU in all.
  package var milli: Int32 { milliEach * count }

  /// The affinity group of GpuClustering: 0 for shares, *k* for *k* whole GPUs.
  var group: Int { milliEach < Self.wholeGPU ? 0 : Int(count) }
}

/// All that a placement policy looks at in a pod; pods with the same facts are of one kind.
package struct PlacementPod: Hashable, Sendable {
  package var milliCPU: Int64
  /// In the unit of the nodes.
  package var memory: Int64
  /// By node class; nil where the pod may not go.
  ///
  /// Nodes of a class accept the same pods and weigh their demands alike: a share of a time-sliced
  /// GPU is more of it the fewer shares there are.
  package var demands: [GPUDemand?]

  package init(milliCPU: Int64, memory: Int64, demands: [GPUDemand?]) {
    self.milliCPU = milliCPU
    self.memory = memory
    self.demands = demands
  }
}

/// A node before anything is on it.
package struct PlacementNode: Hashable, Sendable {
  package var milliCPU: Int64
  package var memory: Int64
  package var gpus: Int
  package var nodeClass: Int

  package init(milliCPU: Int64, memory: Int64, gpus: Int, nodeClass: Int) {
    self.milliCPU = milliCPU
    self.memory = memory
    self.gpus = gpus
    self.nodeClass = nodeClass
  }
}
