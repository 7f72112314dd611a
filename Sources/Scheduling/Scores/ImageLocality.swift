/// How much of a pod's images lies on a node already, from 0 to 100.
///
/// An image counts in proportion to the share of nodes that have it, so that pods don't crowd the
/// one that does.
package struct ImageLocality: Sendable {
  private let most: Int64
  private static let least: Int64 = 23 << 20

  /// For a pod of so many containers, with whose number what counts grows in newer releases.
  package init(containers: Int, perContainer: Bool) {
    most = Int64(perContainer ? min(max(containers, 1), 1 << 20) : 1) * (1000 << 20)
  }

  /// The score of a node with these images, each of so many bytes and on so many of all nodes.
  package func score(_ images: [(size: Int64, holders: Int)], of nodes: Int) -> Int64 {
    guard nodes > 0 else { return 0 }
    var sum: Int64 = 0
    for image in images {
      // A tebibyte is far beyond what is scored, and keeps the product within 64 bits.
      let size = min(max(image.size, 0), 1 << 40)
      sum = min(sum + size * Int64(image.holders) / Int64(nodes), 1 << 50)
    }
    let counted = min(max(sum, Self.least), most)
    return 100 * (counted - Self.least) / (most - Self.least)
  }
}

/// An image's name with the tag that Kubernetes adds where there is none.
package func normalizedImage(_ name: String) -> String {
  let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
  return last.contains(":") || last.contains("@") ? name : name + ":latest"
}
