internal import EventCore

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// FGD's scores: 100 × sigmoid(fewer fragments, in whole GPUs), rounded down.
///
/// As many scores as there are make steps of a monotone function, so the places of the steps are
/// found once and a score is a search among them.
struct GradientScores: ~Copyable {
  /// The least decrease of fragments that has a score, by score; 128 of them for the search.
  private var least: DenseTable<Int64>

  /// - Parameters:
  ///   - totalWeight: what fragments are multiplied by.
  ///   - mostGPUs: the fragments of a node don't change by more than so many GPUs.
  init(totalWeight: Int64, mostGPUs: Int) {
    let limit = totalWeight * Int64(GPUDemand.wholeGPU) * Int64(mostGPUs + 1)
    var steps = Array(repeating: Int64.max, count: 128)
    steps[0] = .min
    for score in 1...100 {
      var low = -limit
      var high = limit + 1
      while low < high {
        let middle = low + (high - low) / 2
        if gradientScore(middle, totalWeight: totalWeight) >= score {
          high = middle
        } else {
          low = middle + 1
        }
      }
      steps[score] = low > limit ? .max : low
    }
    least = DenseTable(steps)
  }

  /// The score of a decrease of fragments that are multiplied by the total weight.
  @inline(__always)
  mutating func score(_ decrease: Int64) -> Int {
    var score = 0
    var half = 64
    while half > 0 {
      if least[score + half] <= decrease { score += half }
      half /= 2
    }
    return score
  }
}

/// The definition of FGD's score; the decrease is in thousandths of a GPU times the weight.
package func gradientScore(_ decrease: Int64, totalWeight: Int64) -> Int {
  let gpus = Double(decrease) / Double(max(totalWeight, 1)) / Double(GPUDemand.wholeGPU)
  return Int(100 * (1 / (1 + exp(-gpus))))
}
