/// The random numbers of Go's `math/rand`, number for number, so that a seed means the same pods in
/// the same order as in the authors' runs.
///
/// An additive lagged Fibonacci generator: each number is the sum of the 273rd and the 607th before
/// it, modulo 2⁶⁴. Source: Go, `src/math/rand` (rng.go, rand.go and gen_cooked.go).
package struct GoRandom {
  private var state: [UInt64]
  private var tap = 0
  private var feed = length - lag

  private static let length = 607
  private static let lag = 273

  package init(seed: UInt64) {
    var seeds = SeedSequence(seed)
    state = Self.cooked.map { $0 ^ seeds.next(shifts: (40, 20)) }
  }

  /// Go's `Uint64`.
  mutating func next() -> UInt64 {
    tap = tap == 0 ? Self.length - 1 : tap - 1
    feed = feed == 0 ? Self.length - 1 : feed - 1
    state[feed] &+= state[tap]
    return state[feed]
  }

  /// Leaves numbers out.
  mutating func skip(_ count: Int) {
    for _ in 0..<count { _ = next() }
  }

  /// Go's `Intn`, for bounds below 2³¹.
  package mutating func integer(below bound: Int) -> Int {
    let bound = UInt32(bound)
    if bound & (bound - 1) == 0 { return Int(next31() & (bound - 1)) }
    let most = (1 << 31) - 1 - (1 << 31) % bound
    var number = next31()
    while number > most { number = next31() }
    return Int(number % bound)
  }

  /// Go's `Shuffle`.
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(index, scaled(below: UInt32(index + 1)))
    }
  }

  /// Go's `Perm`: the numbers below a bound in random order.
  package mutating func permutation(_ count: Int) -> [Int] {
    var numbers: [Int] = []
    for index in 0..<count {
      let place = integer(below: index + 1)
      numbers.append(index)
      numbers.swapAt(index, place)
    }
    return numbers
  }

  /// Go's `Int31`.
  private mutating func next31() -> UInt32 { UInt32((next() << 1) >> 33) }

  /// Go's `int31n`, which scales rather than divides (Lemire).
  private mutating func scaled(below bound: UInt32) -> Int {
    let least = (0 &- bound) % bound
    var product = UInt64(UInt32((next() << 1) >> 32)) * UInt64(bound)
    while UInt32(truncatingIfNeeded: product) < least {
      product = UInt64(UInt32((next() << 1) >> 32)) * UInt64(bound)
    }
    return Int(product >> 32)
  }
}

/// Park and Miller's generator, which seeds the other.
private struct SeedSequence {
  private var last: UInt64

  private static let modulus: UInt64 = (1 << 31) - 1

  init(_ seed: UInt64) {
    last = seed % Self.modulus
    if last == 0 { last = 89_482_311 }
    for _ in 0..<20 { step() }
  }

  /// Three numbers, the first two shifted, laid over one another.
  mutating func next(shifts: (Int, Int)) -> UInt64 {
    step()
    let first = last << shifts.0
    step()
    let second = last << shifts.1
    step()
    return first ^ second ^ last
  }

  private mutating func step() { last = last * 48_271 % Self.modulus }
}

// MARK: The table of 607 numbers

extension GoRandom {
  /// The state of the generator, seeded with 1, after 7.8 × 10¹² numbers.
  ///
  /// Go keeps it as a table; here it is worked out. Each number is a linear combination of the 607
  /// first, whose coefficients are those of *z*ⁿ modulo *z*⁶⁰⁷ - *z*³³⁴ - 1.
  fileprivate static let cooked: [UInt64] = {
    let steps = 7_800_000_000_000
    let coefficients = power(steps)
    var seeds = SeedSequence(1)
    let start = (0..<length).map { _ in seeds.next(shifts: (20, 10)) }
    // In the order in which numbers were made, from the 606th before the first.
    var numbers = (-606...0).map { start[place(ofNumber: $0)] }
    for index in length..<2 * length {
      numbers.append(numbers[index - 273] &+ numbers[index - 607])
    }
    var cooked = start
    for index in 0..<length {
      var sum: UInt64 = 0
      for (offset, coefficient) in coefficients.enumerated() {
        sum &+= coefficient &* numbers[index + offset]
      }
      cooked[place(ofNumber: steps - 606 + index)] = sum
    }
    return cooked
  }()

  /// Where in the state the generator writes its *n*-th number.
  private static func place(ofNumber number: Int) -> Int {
    let place = (length - lag - number) % length
    return place < 0 ? place + length : place
  }

  /// The coefficients of a power of *z*.
  private static func power(_ exponent: Int) -> [UInt64] {
    var result = Array(repeating: UInt64(0), count: length)
    result[0] = 1
    for bit in stride(from: Int.bitWidth - exponent.leadingZeroBitCount - 1, through: 0, by: -1) {
      result = reduced(product(result, result))
      if exponent >> bit & 1 == 1 { result = reduced([0] + result) }
    }
    return result
  }

  private static func product(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    var product = Array(repeating: UInt64(0), count: left.count + right.count - 1)
    for (index, factor) in left.enumerated() {
      for (offset, other) in right.enumerated() { product[index + offset] &+= factor &* other }
    }
    return product
  }

  private static func reduced(_ polynomial: [UInt64]) -> [UInt64] {
    var rest = polynomial
    for degree in stride(from: rest.count - 1, through: length, by: -1) {
      rest[degree - length] &+= rest[degree]
      rest[degree - length + length - lag] &+= rest[degree]
    }
    return Array(rest[..<length])
  }
}
