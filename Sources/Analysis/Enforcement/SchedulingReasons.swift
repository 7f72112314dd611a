internal import Domain

extension EnforcementRule {
  /// The rule that kept a pod off most nodes, by the scheduler's own words.
  ///
  /// They are like `0/9 nodes are available: 5 Insufficient cpu, 4 Insufficient memory.`
  ///
  /// A node that is short of several resources is counted once. Of rules that kept off equally many
  /// nodes the one that the scheduler asks first is named; where no rule is, it is lack of room.
  init(naming reason: String) {
    guard let colon = reason.firstRange(of: "nodes are available:") else {
      self = Self(ofAdmission: reason)
      return
    }
    let end = reason.firstRange(of: ". preemption:")?.lowerBound ?? reason.endIndex
    guard colon.upperBound <= end else {
      self = .scheduling
      return
    }
    var nodes: [EnforcementRule: Int] = [:]
    for part in reason[colon.upperBound..<end].split(separator: ",") {
      let words = part.drop { $0 == " " }
      guard let count = Int(words.prefix { $0.isNumber }) else { continue }
      let rule = EnforcementRule(ofFilter: words)
      nodes[rule] = rule == .scheduling ? max(nodes[rule] ?? 0, count) : (nodes[rule] ?? 0) + count
    }
    let order: [EnforcementRule] = [.taint, .affinity, .scheduling, .topologySpread]
    let most = order.compactMap { nodes[$0] }.max()
    self = order.first { nodes[$0] != nil && nodes[$0] == most } ?? .scheduling
  }

  /// The rule by which a pod was not let in before any node was asked.
  private init(ofAdmission reason: String) {
    if ["exceeded quota:", "failed quota:", "status unknown for quota:"].contains(
      where: reason.hasPrefix
    ) {
      self = .resourceQuota
    } else {
      self = reason.contains("cohort") ? .cohort : .scheduling
    }
  }

  /// The rule behind one of the scheduler's phrases.
  private init(ofFilter words: Substring) {
    if words.contains("taint") {
      self = .taint
    } else if words.contains("affinity") {
      self = .affinity
    } else if words.contains("topology spread") {
      self = .topologySpread
    } else {
      self = .scheduling
    }
  }
}
