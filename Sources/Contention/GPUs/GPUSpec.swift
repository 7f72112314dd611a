package import EventCore

/// A GPU and the contexts on it: processes of pods, each with a context of its own.
package struct GPUSpec: Sendable {
  /// How contexts with work divide the GPU.
  package enum Sharing: Sendable {
    /// Each has a part of its own, all at the same time: a whole GPU of one pod, MIG instances, or
    /// clients of MPS.
    case sideBySide
    /// Round-robin: each has the whole GPU for a slice, then the next one that has work; a change
    /// from one to another takes `switchCost`, during which nobody works.
    case byTurns(slice: SimDuration, switchCost: SimDuration)
  }

  package var sharing: Sharing
  package var contexts: [ContextSpec]

  package init(sharing: Sharing = .sideBySide, contexts: [ContextSpec]) {
    self.sharing = sharing
    self.contexts = contexts
  }
}

/// A context on a GPU.
package struct ContextSpec: Sendable {
  /// Speed of what it computes on, relative to the whole GPU; by turns, while it has its turn.
  package var speed: Double
  /// The part of the GPU that its use counts as; side by side, those of all that fit add up to at
  /// most 1, which what they compute need not.
  package var share: Double
  /// Jobs that run side by side at full speed; more of them share it equally.
  package var streams: Int
  /// Whether its speed is a cap on a GPU that it could fill, as under MPS.
  package var isCapped: Bool
  /// The share of its speed that it keeps while all others that fit on the GPU are busy.
  package var keptBesideOthers: Double
  /// How much of the others' interference its own work makes: the parts of all that fit beside
  /// one of them add up to 1.
  package var pressure: Double
  /// Most jobs at once.
  package var jobCapacity: Int

  package init(
    speed: Double = 1,
    share: Double? = nil,
    streams: Int = 1,
    isCapped: Bool = false,
    keptBesideOthers: Double = 1,
    pressure: Double = 0,
    jobCapacity: Int
  ) {
    self.speed = speed
    self.share = share ?? speed
    self.streams = streams
    self.isCapped = isCapped
    self.keptBesideOthers = keptBesideOthers
    self.pressure = pressure
    self.jobCapacity = jobCapacity
  }
}
