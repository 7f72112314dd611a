import Domain
import Foundation
import ScenarioLoading
import Testing

/// Whatever happens to a scenario file, it is either read or refused at a place in it.
@Suite struct MutationTests {
  @Test func neverCrashesAndAlwaysSaysWhere() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("mutation seed \(seed)")
    var random = SplitMix(state: seed)
    let workbench = try Workbench()
    var accepted = 0
    for round in 0..<2000 {
      let template = scenarioTemplates[round % scenarioTemplates.count]
      var bytes = Array(template.text.utf8)
      for _ in 0...random.below(3) { mutate(&bytes, &random) }
      let path = try workbench.write(Data(bytes))
      let (diagnostics, loaded) = validateScenario(at: path, dataFolder: nil)
      if loaded != nil { accepted += 1 }
      let errors = diagnostics.filter { $0.severity == .error }
      #expect((loaded == nil) == !errors.isEmpty, "seed \(seed), round \(round)")
      let lineCount = bytes.count { $0 == 0x0A } + 2
      for one in diagnostics {
        #expect((1...lineCount).contains(one.line), "seed \(seed), round \(round): \(one)")
        #expect(one.column >= 1 && one.endColumn > one.column, "seed \(seed), round \(round)")
        #expect(!one.rendered().contains("\u{1B}"), "seed \(seed), round \(round)")
      }
    }
    #expect(accepted > 20, "some mutations only touch remarks")
  }

  private static let hostileTexts = [
    "0", "-1", "99999999999999999999", "1e400", "NaN", "null", "~", "no", "[]", "{}", "*a", "&a ",
    "<<", "!!int ", "\u{202E}", "\u{0}", "\t", "\n", "- ", ": ", "'", "\"", "9223372036854775807ns",
    "0s", "1e18", "18446744073709551616", "|", ">", "?", "%", "@", "{value: 1, pedigree: measured}",
  ]

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    let at = random.below(bytes.count)
    let length = min(random.below(12), bytes.count - at)
    switch random.below(6) {
    case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes.removeSubrange(at..<at + length)
    case 2: bytes.insert(contentsOf: bytes[at..<at + length], at: random.below(bytes.count))
    case 3: swapTokens(&bytes, &random)
    default:
      let text = Self.hostileTexts[random.below(Self.hostileTexts.count)]
      replaceToken(&bytes, with: Array(text.utf8), &random)
    }
  }

  /// Replaces a word of the file, which leaves its form whole more often than single bytes do.
  private func replaceToken(
    _ bytes: inout [UInt8],
    with text: [UInt8],
    _ random: inout SplitMix
  ) {
    let range = token(in: bytes, &random)
    bytes.replaceSubrange(range, with: text)
  }

  private func swapTokens(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    let one = Array(bytes[token(in: bytes, &random)])
    replaceToken(&bytes, with: one, &random)
  }

  private func token(in bytes: [UInt8], _ random: inout SplitMix) -> Range<Int> {
    let delimiters = Set(" \n{}[],:".utf8)
    var start = random.below(bytes.count)
    while start > 0, !delimiters.contains(bytes[start - 1]) { start -= 1 }
    var end = start
    while end < bytes.count, !delimiters.contains(bytes[end]) { end += 1 }
    return start..<end
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): enough for choosing mutations.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(next() % UInt64(bound)) }
}
