package import EventCore

/// Something that befell a pod while a replication ran, warm-up included.
package struct PodEventRecord: Sendable, Codable, Equatable {
  package enum Kind: String, CaseIterable, Sendable, Codable {
    /// Its container used more memory than its limit and was killed.
    case memoryLimitKill
    /// Its node ran out of memory, and the kernel killed its container.
    case nodeMemoryKill
    /// Its container died of something else.
    case crash
    /// The kubelet took it away because its node was short of memory.
    case eviction
    /// The pod made in its place found a node.
    case rescheduling
    /// The pod made in its place found none so far.
    case pending
    /// It takes requests, or computes, after a start that took time.
    case ready
  }

  package var time: SimTime
  package var kind: Kind
  /// The pod of the plan; those made in its place go by its number.
  package var pod: PodID
  /// Where it happened; nil while it has no node.
  package var node: NodeID?
  /// Requests that were lost with it.
  package var lost: Int
  /// Seconds until the container is started again, or since the pod lost its node, or that its
  /// start took.
  package var seconds: Double
  /// Who used most above its request on the node, as `tenant/workload`, or the scheduler's words.
  package var cause: String

  package init(
    time: SimTime,
    kind: Kind,
    pod: PodID,
    node: NodeID? = nil,
    lost: Int = 0,
    seconds: Double = 0,
    cause: String = ""
  ) {
    self.time = time
    self.kind = kind
    self.pod = pod
    self.node = node
    self.lost = lost
    self.seconds = seconds
    self.cause = cause
  }
}
