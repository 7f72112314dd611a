/// Hands out numbers by prefix, so that names stay unique even if two prefixes coincide.
struct Numbering {
  private var next: [String: Int] = [:]
  private let first: Int

  init(from first: Int) { self.first = first }

  mutating func name(_ prefix: String) -> String {
    let number = next[prefix, default: first]
    next[prefix] = number + 1
    return "\(prefix)-\(number)"
  }
}
