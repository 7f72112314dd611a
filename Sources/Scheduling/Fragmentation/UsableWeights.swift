internal import EventCore

/// The typical pods, laid out so that what they can use of a node takes a look-up for each size.
///
/// A typical pod that takes *m* of each of *k* GPUs can use what is left of GPUs with at least *m*,
/// if there are *k* of them and the node has the CPU and is open to it. So for each size *m* it
/// matters how many GPUs have that much left and how much they have in all; the table has the
/// weight of the typical pods of that size that such a number of GPUs serves.
struct UsableWeights: ~Copyable {
  /// Number of different sizes.
  let sizes: Int
  let totalWeight: Int64
  /// The different sizes, ascending.
  private var milliOfSize: DenseTable<Int32>
  /// The different CPU requests of typical pods, ascending.
  private var steps: DenseTable<Int64>
  private let mostGPUs: Int
  /// By node class, CPU step, size and number of GPUs.
  private var weights: DenseTable<Int64>

  /// - Complexity: O(size of the table + typical pods × classes).
  init(_ typical: TypicalPods, classes: Int, mostGPUs: Int) {
    let demands = typical.pods.flatMap(\.demands).compactMap { $0 }.filter { $0.count > 0 }
    let sizes = Set(demands.map(\.milliEach)).sorted()
    let steps = Set(typical.pods.map(\.milliCPU)).sorted()
    let columns = sizes.count * (mostGPUs + 1)
    let block = (steps.count + 1) * columns
    var weights = Array(repeating: Int64(0), count: classes * block)
    for nodeClass in 0..<classes {
      let cells = nodeClass * block..<(nodeClass + 1) * block
      for (pod, weight) in zip(typical.pods, typical.weights) {
        guard let demand = pod.demands[nodeClass], (1...mostGPUs).contains(Int(demand.count)),
          let step = steps.firstIndex(of: pod.milliCPU),
          let size = sizes.firstIndex(of: demand.milliEach)
        else { continue }
        let column = size * (mostGPUs + 1) + Int(demand.count)
        weights[cells.lowerBound + (step + 1) * columns + column] += weight
      }
      // More GPUs and more CPU serve what fewer serve too.
      for cell in cells where cell % (mostGPUs + 1) > 0 { weights[cell] += weights[cell - 1] }
      for cell in cells.dropFirst(columns) { weights[cell] += weights[cell - columns] }
    }
    self.sizes = sizes.count
    totalWeight = typical.totalWeight
    milliOfSize = DenseTable(sizes)
    self.steps = DenseTable(steps)
    self.mostGPUs = mostGPUs
    self.weights = DenseTable(weights)
  }

  /// The size of that number, in thousandths of a GPU.
  @inline(__always)
  mutating func milli(ofSize size: Int) -> Int32 { milliOfSize[size] }

  /// Where the weights begin for a node of a class with so much CPU left; O(log *n*).
  mutating func row(nodeClass: Int, milliCPU: Int64) -> Int {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if steps[middle] <= milliCPU { low = middle + 1 } else { high = middle }
    }
    return (nodeClass * (steps.count + 1) + low) * sizes * (mostGPUs + 1)
  }

  /// The weight of typical pods of a size that so many GPUs serve.
  @inline(__always)
  mutating func weight(_ row: Int, size: Int, gpus: Int32) -> Int64 {
    weights[row + size * (mostGPUs + 1) + Int(gpus)]
  }
}
