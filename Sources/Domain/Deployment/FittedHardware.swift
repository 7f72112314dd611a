/// The fewest nodes with which every objective passes: where the search stops, and what it found.
package struct FittedHardware: Hashable, Sendable {
  /// No pool is tried with more nodes.
  package var mostNodes: Int
  /// The confidence asked of every verdict of the search; nil takes the run's.
  package var confidence: Double?
  /// Nil until hardware has been searched for.
  package var nodes: [PoolNodes]?

  package init(mostNodes: Int = 1000, confidence: Double? = nil, nodes: [PoolNodes]? = nil) {
    self.mostNodes = mostNodes
    self.confidence = confidence
    self.nodes = nodes
  }
}

/// How many machines of one kind a pool of a pattern has.
package struct PoolNodes: Hashable, Sendable {
  package var pattern: IsolationPattern
  /// The pool's place among those of the pattern, over all its clusters.
  package var partition: Int
  /// Index into `Scenario.nodePools`.
  package var nodePool: Int
  package var count: Int

  package init(pattern: IsolationPattern, partition: Int, nodePool: Int, count: Int) {
    self.pattern = pattern
    self.partition = partition
    self.nodePool = nodePool
    self.count = count
  }
}
