import Foundation
import Randomness
import Testing
import Validation

/// No case, however absurd, ends the process: it passes or fails like any other.
@Suite struct MutatedCasesTests {
  @Test func shippedCasesWithAbsurdValues() throws {
    let shipped = try shippedCases()
    let names = try FileManager.default.contentsOfDirectory(atPath: shipped.path)
      .filter { $0.hasSuffix(".json") }.sorted()
    for (number, name) in names.enumerated() {
      let data = try Data(contentsOf: shipped.appending(path: name))
      let object = try JSONSerialization.jsonObject(with: data)
      var file = try #require(object as? [String: Any])
      let cases = try #require(file["cases"] as? [Any])
      var stream = RandomStream(seed: UInt64(number), purpose: "mutations")
      file["cases"] = (0..<400).map { index in
        var mutated = cases[index % cases.count]
        for _ in 0...Int(stream.next() % 3) { mutated = mutation(of: mutated, &stream) }
        return mutated
      }
      let text = try JSONSerialization.data(withJSONObject: file)
      let report = try ConformanceFolder.report(on: String(decoding: text, as: UTF8.self))
      // The file itself is sound, so every case is judged.
      #expect(report.texts("topics").first?.last == "400", "\(name), seed \(number)")
    }
  }

  /// A budget that is overdrawn, however far, spares as many pods as one with nothing left: all.
  @Test func anOverdrawnBudgetIsLikeAnEmptyOne() throws {
    let file = try shippedCases().appending(path: "preemption.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let empty = "\"disruptions_allowed\": 0"
    try #require(text.contains(empty))
    let overdrawn = "\"disruptions_allowed\": \(Int64.min)"
    let report = try ConformanceFolder.report(
      on: text.replacingOccurrences(of: empty, with: overdrawn)
    )
    #expect(report.passed)
  }

  private let absurd: [Any] = [
    Int64.max, Int64.min, 9_000_000_000_000_000_000 as Int64, -1, 0, 1, 1_000_000_007, 1e300,
    -1e-300, 0.5, "", "x", "9e99", true, NSNull(), [Any](), [String: Any](),
  ]

  /// The value with one thing in it changed, removed or repeated.
  private func mutation(of value: Any, _ stream: inout RandomStream) -> Any {
    let roll = Int(stream.next() % 100)
    switch value {
    case var object as [String: Any] where !object.isEmpty && roll >= 4:
      let keys = object.keys.sorted()
      let key = keys[Int(stream.next() % UInt64(keys.count))]
      if roll < 8 {
        object[key] = nil
      } else {
        object[key] = mutation(of: object[key] ?? NSNull(), &stream)
      }
      return object
    case var list as [Any] where !list.isEmpty && roll >= 4:
      let index = Int(stream.next() % UInt64(list.count))
      if roll < 8 {
        list.remove(at: index)
      } else if roll < 12 {
        list.append(list[index])
      } else {
        list[index] = mutation(of: list[index], &stream)
      }
      return list
    default: return absurd[Int(stream.next() % UInt64(absurd.count))]
    }
  }
}
