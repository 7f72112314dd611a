package import Domain
internal import EventCore

/// How long a device at full speed takes for a batch: straight lines between measured points.
package struct LatencyCurve: Sendable {
  private let points: [ServingRuntime.LatencyPoint]

  /// Creates the curve; the points ascend in their items, and there is at least one.
  package init(_ points: [ServingRuntime.LatencyPoint]) {
    precondition(!points.isEmpty, "a latency curve needs a point")
    self.points = points
  }

  /// Returns the time, in nanoseconds, for a batch of so many items; never negative.
  ///
  /// Below the first point the first latency holds; beyond the last, the last slope continues.
  package func nanoseconds(items: Double) -> Double {
    var below = points[0]
    guard items > below.items, points.count > 1 else {
      return Double(below.latency.nanoseconds)
    }
    var above = points[1]
    for point in points.dropFirst(2) where items > above.items {
      below = above
      above = point
    }
    let slope =
      Double((above.latency - below.latency).nanoseconds) / (above.items - below.items)
    return max(0, Double(below.latency.nanoseconds) + slope * (items - below.items))
  }
}
