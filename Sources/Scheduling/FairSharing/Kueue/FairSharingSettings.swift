/// How Kueue shares what is borrowed, if fair sharing is on; the defaults are Kueue's own.
package struct FairSharingSettings: Sendable, Hashable {
  /// Tried one after the other; never empty.
  package var strategies: [Strategy]
  /// Gate `FairSharingPreemptWithinNominal`, on since 0.17: who asks for no more than its nominal
  /// quota takes it back without comparing shares.
  package var reclaimsNominalUnconditionally: Bool
  /// Gate `PrioritizeNonBorrowing`: who doesn't borrow goes first, whatever the shares.
  package var prioritizesNonBorrowing: Bool

  package init(
    strategies: [Strategy] = [.lessThanOrEqualToFinalShare, .lessThanInitialShare],
    reclaimsNominalUnconditionally: Bool = true,
    prioritizesNonBorrowing: Bool = false
  ) {
    self.strategies = strategies.isEmpty ? [.lessThanOrEqualToFinalShare] : strategies
    self.reclaimsNominalUnconditionally = reclaimsNominalUnconditionally
    self.prioritizesNonBorrowing = prioritizesNonBorrowing
  }

  /// When the share of the one may be filled at the expense of the other.
  package enum Strategy: String, Sendable, CaseIterable, Codable {
    /// Rule S2-a: the preemptor ends up with no larger a share than the victim's queue.
    case lessThanOrEqualToFinalShare = "LessThanOrEqualToFinalShare"
    /// Rule S2-b: the preemptor ends up with a smaller share than the victim's queue had.
    case lessThanInitialShare = "LessThanInitialShare"

    func allows(
      preemptor: DominantShare,
      victimBefore: DominantShare,
      victimAfter: DominantShare
    ) -> Bool {
      switch self {
      case .lessThanOrEqualToFinalShare: preemptor <= victimAfter
      case .lessThanInitialShare: preemptor < victimBefore
      }
    }
  }
}
