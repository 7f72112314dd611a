/// Why a file is no gzip archive that we read.
package struct GunzipProblem: Error, Equatable {
  package var reason: String
}

/// Unpacks a gzip archive of one member (RFC 1951, RFC 1952).
///
/// The checksum is verified; what is unpacked is at most `limit` bytes.
package func gunzip(_ archive: [UInt8], limit: Int = 256 << 20) throws(GunzipProblem) -> [UInt8] {
  let start = try endOfHeader(archive)
  var inflater = Inflater(input: archive, position: start, limit: limit)
  try inflater.run()
  let trailer = inflater.position
  guard archive.count - trailer >= 8 else { throw GunzipProblem(reason: "it ends too early") }
  let checksum = (0..<4).reduce(UInt32(0)) { $0 | UInt32(archive[trailer + $1]) << (8 * $1) }
  guard checksum == crc32(inflater.output) else {
    throw GunzipProblem(reason: "its checksum is wrong")
  }
  return inflater.output
}

/// Where the compressed data begins.
private func endOfHeader(_ archive: [UInt8]) throws(GunzipProblem) -> Int {
  guard archive.count >= 18, archive[0] == 0x1F, archive[1] == 0x8B, archive[2] == 8 else {
    throw GunzipProblem(reason: "it does not begin as gzip does")
  }
  let flags = archive[3]
  var position = 10
  if flags & 4 != 0 {
    guard archive.count > 12 else { throw GunzipProblem(reason: "it ends too early") }
    position += 2 + Int(archive[10]) + Int(archive[11]) << 8
  }
  // A file name and a comment, each ended by a zero.
  for flag: UInt8 in [8, 16] where flags & flag != 0 {
    while position < archive.count, archive[position] != 0 { position += 1 }
    position += 1
  }
  if flags & 2 != 0 { position += 2 }
  guard position < archive.count else { throw GunzipProblem(reason: "it ends too early") }
  return position
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var table: [UInt32] = []
  for index in 0..<UInt32(256) {
    var value: UInt32 = index
    for _ in 0..<8 {
      let shifted: UInt32 = value >> 1
      value = value & 1 == 1 ? shifted ^ 0xEDB8_8320 : shifted
    }
    table.append(value)
  }
  var sum = UInt32.max
  for byte in bytes {
    let index = Int((sum ^ UInt32(byte)) & 0xFF)
    sum = table[index] ^ (sum >> 8)
  }
  return ~sum
}

/// The decompressor of RFC 1951.
private struct Inflater {
  let input: [UInt8]
  var position: Int
  let limit: Int
  var output: [UInt8] = []
  private var bits: UInt32 = 0
  private var bitCount = 0

  init(input: [UInt8], position: Int, limit: Int) {
    self.input = input
    self.position = position
    self.limit = limit
  }

  mutating func run() throws(GunzipProblem) {
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try copyStored()
      case 1: try decode(literals: .fixedLiterals, distances: .fixedDistances)
      case 2: try decodeDynamic()
      default: throw GunzipProblem(reason: "a block is of no known kind")
      }
    }
  }

  /// The next bits, the lowest first.
  private mutating func take(_ count: Int) throws(GunzipProblem) -> Int {
    while bitCount < count {
      guard position < input.count else { throw GunzipProblem(reason: "it ends too early") }
      bits |= UInt32(input[position]) << bitCount
      position += 1
      bitCount += 8
    }
    let value = Int(bits & (1 << count - 1))
    bits >>= count
    bitCount -= count
    return value
  }

  private mutating func copyStored() throws(GunzipProblem) {
    (bits, bitCount) = (0, 0)
    let length = try take(16)
    guard try take(16) == ~length & 0xFFFF else {
      throw GunzipProblem(reason: "a stored block contradicts itself")
    }
    guard position + length <= input.count, output.count + length <= limit else {
      throw GunzipProblem(reason: "a stored block is too long")
    }
    output += input[position..<position + length]
    position += length
  }

  private mutating func decodeDynamic() throws(GunzipProblem) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var codeLengths = Array(repeating: 0, count: 19)
    for index in 0..<(try take(4) + 4) { codeLengths[order[index]] = try take(3) }
    let lengthCode = HuffmanCode(codeLengths)
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      switch try symbol(lengthCode) {
      case let length where length < 16: lengths.append(length)
      case 16:
        guard let last = lengths.last else { throw GunzipProblem(reason: "nothing to repeat") }
        lengths += Array(repeating: last, count: try take(2) + 3)
      case 17: lengths += Array(repeating: 0, count: try take(3) + 3)
      default: lengths += Array(repeating: 0, count: try take(7) + 11)
      }
    }
    guard lengths.count == literalCount + distanceCount else {
      throw GunzipProblem(reason: "a code has too many lengths")
    }
    try decode(
      literals: HuffmanCode(Array(lengths[..<literalCount])),
      distances: HuffmanCode(Array(lengths[literalCount...]))
    )
  }

  private mutating func decode(
    literals: HuffmanCode,
    distances: HuffmanCode
  ) throws(GunzipProblem) {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        guard output.count < limit else { throw GunzipProblem(reason: "it unpacks to too much") }
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol < 286 else { throw GunzipProblem(reason: "a length is of no known kind") }
      let length = try lengthBase[symbol - 257] + take(lengthBits[symbol - 257])
      let code = try self.symbol(distances)
      guard code < 30 else { throw GunzipProblem(reason: "a distance is of no known kind") }
      let distance = try distanceBase[code] + take(code < 2 ? 0 : code / 2 - 1)
      guard distance <= output.count, output.count + length <= limit else {
        throw GunzipProblem(reason: "it repeats what is not there, or unpacks to too much")
      }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private mutating func symbol(_ code: HuffmanCode) throws(GunzipProblem) -> Int {
    var value = 0
    var first = 0
    var index = 0
    for length in 1...15 {
      value |= try take(1)
      let count = code.counts[length]
      if value - first < count { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw GunzipProblem(reason: "a code is not in its table")
  }
}

/// A canonical Huffman code: how many codes there are of each length, and the symbols in order.
private struct HuffmanCode {
  var counts = Array(repeating: 0, count: 16)
  var symbols: [Int] = []

  init(_ lengths: [Int]) {
    for length in lengths where length > 0 { counts[length] += 1 }
    symbols = lengths.indices.filter { lengths[$0] > 0 }
      .sorted { (lengths[$0], $0) < (lengths[$1], $1) }
  }

  static let fixedLiterals = Self(
    Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112)
      + Array(repeating: 7, count: 24) + Array(repeating: 8, count: 8)
  )
  static let fixedDistances = Self(Array(repeating: 5, count: 30))
}

private let lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
]
private let lengthBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
private let distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
]
