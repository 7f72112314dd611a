public import CPrefetch

#if canImport(Glibc)
internal import Glibc
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
  deinit {
    // SAFETY: exactly `count` elements are initialized, and nobody else owns them.
    unsafe base.deinitialize(count: size)
    unsafe base.deallocate()
  }

  /// Accesses the element at an index from 0 to `count` - 1.
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

  /// Returns memory for so many elements, none of them initialized.
  @usableFromInline
  static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    let cacheLine = 64
    let hugePage = 1 << 21
    let size = max(count, 1) * MemoryLayout<Element>.stride
    let isLarge = size >= 2 * hugePage
    let alignment = max(isLarge ? hugePage : cacheLine, MemoryLayout<Element>.alignment)
    // SAFETY: the block is large enough and aligned; whoever owns the table frees it as it was got.
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: alignment)
    #if canImport(Glibc)
    // A wish: where it is not granted, small pages do.
    if isLarge { _ = unsafe madvise(block, size, MADV_HUGEPAGE) }
    #endif
    return unsafe block.bindMemory(to: Element.self, capacity: max(count, 1))
  }

  /// Sets the elements of a range to one value.
  @inlinable
  public mutating func fill(_ range: Range<Int>, with element: Element) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range out of bounds")
    for index in range { self[index] = element }
  }
}

// SAFETY: the table is the only owner of its storage, so moving it between threads moves that too.
extension DenseTable: @unchecked Sendable where Element: Sendable {}
