/// Where the kernel begins to slow a container's allocations (`memory.high`), in bytes; nil where
/// it is not set, because request and limit are equal.
///
/// For the alpha MemoryQoS gate, which is off by default. A container without limit has what the
/// node can give; a page is at least one byte. Source: KEP-2570.
package func memoryHigh(
  request: Int64,
  limit: Int64,
  throttlingFactor factor: Double = 0.9,
  page: Int64 = 4096
) -> Int64? {
  guard request != limit, page > 0 else { return nil }
  let spread = Double(limit) - Double(request)
  let pages = ((Double(request) + factor * spread) / Double(page)).rounded(.down)
  return Int64(exactly: pages * Double(page))
}

/// What the kubelet takes for available: what the working set leaves, which is use without
/// inactive file pages.
package func memoryAvailable(capacity: Int64, usage: Int64, inactiveFile: Int64) -> Int64 {
  Int64(clamping: Int128(capacity) - max(0, Int128(usage) - Int128(inactiveFile)))
}
