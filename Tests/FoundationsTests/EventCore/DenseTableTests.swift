import EventCore
import Randomness
import Testing

@Suite struct DenseTableTests {
  @Test(arguments: 0..<50)
  func agreesWithAnArray(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "dense table test")
    var array = (0..<Int.random(in: 0...20, using: &random)).map { "element \($0)" }
    var table = DenseTable(array)
    for step in 0..<100 {
      if Int.random(in: 0..<10, using: &random) == 0 {
        let growth = Int.random(in: 0...5, using: &random)
        array += Array(repeating: "new \(step)", count: growth)
        table.grow(to: array.count, filling: "new \(step)")
      } else if !array.isEmpty {
        let index = Int.random(in: 0..<array.count, using: &random)
        array[index] += "+\(step)"
        table[index] += "+\(step)"
      }
      #expect(table.count == array.count, "seed \(seed), step \(step)")
    }
    for index in array.indices { #expect(table[index] == array[index], "seed \(seed)") }
  }
}
