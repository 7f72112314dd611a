internal import EventCore

/// Numbers of requests, in storage that is kept.
package struct RequestList: ~Copyable {
  private var numbers = DenseTable<UInt32>(repeating: 0, count: 64)
  package private(set) var count = 0

  /// The number at an index from 0 to `count` - 1.
  package subscript(index: Int) -> UInt32 {
    precondition(index < count, "index out of range")
    return numbers[index]
  }

  mutating func append(_ request: Int) {
    if count == numbers.count { numbers.grow(to: 2 * count, filling: 0) }
    numbers[count] = UInt32(request)
    count += 1
  }

  mutating func removeAll() { count = 0 }
}
