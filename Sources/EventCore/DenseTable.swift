public import CPrefetch

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A fixed-size array indexed by dense identifiers, for state that the event loop touches.
///
/// Reading and writing cost a bounds check and a memory access: no uniqueness check, no reference
/// counting, no reallocation unless `grow(to:filling:)` is called. It has one owner and can't be
/// copied. Tables begin on a cache line, so that elements of 64 bytes never straddle two, and large
/// ones lie in huge pages where the system has them.
///
/// This is the only file of the room with unsafe storage; an `Array` is its checked twin.
@safe public struct DenseTable<Element>: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<Element>

  @usableFromInline var size: Int

  /// The number of elements.
  @inlinable public var count: Int { size }

  /// Creates a table of copies of one element.
  ///
  /// - Complexity: O(*n*).
  @inlinable
  public init(repeating element: Element, count: Int) {
    precondition(count >= 0, "a table has no negative size, got \(count)")
    // SAFETY: the allocation holds `count` elements, all initialized here.
    unsafe base = Self.allocate(count)
    unsafe base.initialize(repeating: element, count: count)
    size = count
  }

  /// Creates a table of the elements of an array.
  ///
  /// - Complexity: O(*n*).
  @inlinable
  public init(_ elements: [Element]) {
    // SAFETY: the allocation holds as many elements as are initialized from the array.
    unsafe base = Self.allocate(elements.count)
    for (index, element) in elements.enumerated() {
      unsafe (base + index).initialize(to: element)
    }
    size = elements.count
  }

  @inlinable
  init(adopting base: UnsafeMutablePointer<Element>, count: Int) {
    unsafe self.base = base
    size = count
  }

  @inlinable
  deinit {
    // SAFETY: exactly `count` elements are initialized, and nobody else owns them.
    unsafe base.deinitialize(count: size)
    unsafe base.deallocate()
  }

  /// Accesses the element at an index from 0 to `count` - 1; O(1).
  @inlinable
  public subscript(index: Int) -> Element {
    // Addresses rather than accessors, so that a field is read without copying its element.
    unsafeAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
      // SAFETY: the index was checked; all elements below `count` are initialized.
      return unsafe UnsafePointer(base + index)
    }
    unsafeMutableAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
      // SAFETY: as above, and `mutating` access is exclusive.
      return unsafe base + index
    }
  }

  /// Asks the processor to fetch an element that will be wanted soon, by its first cache line.
  @inlinable
  public func prefetch(_ index: Int) {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
    // SAFETY: the index was checked, and nothing is read or written.
    unsafe cprefetch(base + index)
  }

  /// Enlarges the table with copies of an element.
  ///
  /// - Complexity: O(*n*); double the size each time to pay O(1) an element.
  @inlinable
  public mutating func grow(to newCount: Int, filling element: Element) {
    precondition(newCount >= count, "a table only grows, from \(count) to \(newCount)")
    // SAFETY: the old elements move to the new allocation, the rest is initialized, the old
    // allocation is left without initialized elements.
    let larger = unsafe Self.allocate(newCount)
    unsafe larger.moveInitialize(from: base, count: count)
    unsafe (larger + count).initialize(repeating: element, count: newCount - count)
    unsafe base.deallocate()
    unsafe base = larger
    size = newCount
  }

  /// Returns memory that is all zeros, without touching it where the system gives it so.
  @usableFromInline
  static func allocateZeros(_ count: Int) -> UnsafeMutablePointer<Element> {
    let capacity = max(count, 1)
    // SAFETY: the caller knows that zeros are elements; `deallocate` frees what `calloc` gave.
    guard let block = unsafe calloc(capacity, MemoryLayout<Element>.stride) else {
      preconditionFailure("there is no memory for \(count) elements")
    }
    unsafe advise(block, size: capacity * MemoryLayout<Element>.stride)
    return unsafe block.bindMemory(to: Element.self, capacity: capacity)
  }

  /// Returns memory for so many elements, none of them initialized.
  @usableFromInline
  static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    let cacheLine = 64
    let size = max(count, 1) * MemoryLayout<Element>.stride
    let alignment = max(isLarge(size) ? hugePage : cacheLine, MemoryLayout<Element>.alignment)
    // SAFETY: the block is large enough and aligned; whoever owns the table frees it as it was got.
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: alignment)
    unsafe advise(block, size: size)
    return unsafe block.bindMemory(to: Element.self, capacity: max(count, 1))
  }

  /// Asks for huge pages, a wish: where it is not granted, small pages do.
  private static func advise(_ block: UnsafeMutableRawPointer, size: Int) {
    #if canImport(Glibc)
    guard isLarge(size) else { return }
    // SAFETY: the pages belong to the block, but for the ends of the first and the last, which are
    // only advised about.
    let start = UInt(bitPattern: block) / 4096 * 4096
    let end = UInt(bitPattern: block) + UInt(size)
    _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_HUGEPAGE)
    #endif
  }

  private static var hugePage: Int { 1 << 21 }

  private static func isLarge(_ size: Int) -> Bool { size >= 2 * hugePage }

  /// Sets the elements of a range to one value; O(*n*) of the range.
  @inlinable
  public mutating func fill(_ range: Range<Int>, with element: Element) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range out of bounds")
    for index in range { self[index] = element }
  }
}

extension DenseTable where Element: FixedWidthInteger {
  /// Creates a table of zeros, which takes no time and no memory until they are touched.
  public init(zeros count: Int) {
    precondition(count >= 0, "a table has no negative size, got \(count)")
    // SAFETY: an integer of zero bits is the number 0, so all elements are initialized.
    unsafe self.init(adopting: Self.allocateZeros(count), count: count)
  }
}

// SAFETY: the table is the only owner of its storage, so moving it between threads moves that too.
extension DenseTable: @unchecked Sendable where Element: Sendable {}
