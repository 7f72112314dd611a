/// Nodes promised to pods for which others were preempted; few at any time.
struct Nominations: Sendable {
  private var slotOfPod: [Int: Int] = [:]
  /// Ascending by pod.
  private var podsOfSlot: [Int: [Int]] = [:]

  func slot(of pod: Int) -> Int? { slotOfPod[pod] }

  func pods(on slot: Int) -> [Int] { podsOfSlot[slot] ?? [] }

  /// Slots with promises, ascending.
  var slots: [Int] { podsOfSlot.isEmpty ? [] : podsOfSlot.keys.sorted() }

  var isEmpty: Bool { podsOfSlot.isEmpty }

  mutating func nominate(_ pod: Int, _ slot: Int) {
    remove(pod)
    slotOfPod[pod] = slot
    podsOfSlot[slot, default: []].append(pod)
    podsOfSlot[slot]?.sort()
  }

  mutating func remove(_ pod: Int) {
    guard let slot = slotOfPod.removeValue(forKey: pod) else { return }
    podsOfSlot[slot]?.removeAll { $0 == pod }
    if podsOfSlot[slot]?.isEmpty == true { podsOfSlot[slot] = nil }
  }
}

extension ClusterScheduler {
  mutating func nominate(_ pod: Int, toSlot slot: Int) {
    clearNomination(of: pod)
    nominations.nominate(pod, slot)
    books.touch(slot)
  }

  mutating func clearNomination(of pod: Int) {
    guard let slot = nominations.slot(of: pod) else { return }
    nominations.remove(pod)
    books.touch(slot)
  }

  /// Judges the promised nodes for a pod as if those they are promised to were there already.
  ///
  /// Only pods that are at least as important count, as `RunFilterPluginsWithNominatedPods` says.
  mutating func applyNominations(to kind: Int, for pod: Int) {
    for slot in nominations.slots {
      let isFeasible = refusalBesidePromised(pod, onSlot: slot) == nil
      cache.renew(kind, slot, isFeasible: isFeasible, books)
    }
  }

  /// Why a node can't take a pod, with and without those to whom it is promised.
  mutating func refusal(ofPod pod: Int, onSlot slot: Int) -> Refusal? {
    refusalBesidePromised(pod, onSlot: slot) ?? freshRefusal(of: kind(of: pod), onSlot: slot)
  }

  /// Why a node can't take a pod beside those to whom it is promised; nil if there are none.
  private mutating func refusalBesidePromised(_ pod: Int, onSlot slot: Int) -> Refusal? {
    let kind = kind(of: pod)
    let priority = model.kinds[kind].priority
    let promised = nominations.pods(on: slot).filter { other in
      other != pod && model.kinds[self.kind(of: other)].priority >= priority
    }
    guard !promised.isEmpty else { return nil }
    books.beginRehearsal()
    for other in promised { books.bind(other, to: slot) }
    let refusal = freshRefusal(of: kind, onSlot: slot)
    for other in promised { books.remove(other) }
    books.endRehearsal()
    return refusal
  }
}
