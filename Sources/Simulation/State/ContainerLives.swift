internal import Contention
internal import Domain
internal import EventCore
internal import Randomness

/// Where a container stands between the arrival of its pod and the end of it.
struct ContainerLife: BitwiseCopyable {
  enum Stage: UInt8 {
    /// There is no pod.
    case gone
    /// Its node pulls another image, one at a time.
    case queuedForImage
    case pulling
    case loading
    case compiling
    case up
    /// Dead, and to be started again.
    case backingOff
    /// Dead for good; its pod is on the way out.
    case over

    /// Whether there is a process.
    var runs: Bool { self == .loading || self == .compiling || self == .up }
  }

  var stage = Stage.gone
  /// Whether its pod has been told to end.
  var isDraining = false
  /// The pod of the plan that it is, or is in place of.
  var pod: Int32
  /// Since when it has been on the way to its first request.
  var begunAt = SimTime.start
  /// Since when its process has been running.
  var startedAt = SimTime.start
  var backoff = RestartBackoff()
  /// Which of its events are still meant.
  var generation: UInt32 = 0
}

/// The containers of a run as they start, die and come back.
struct ContainerLives: ~Copyable {
  /// What happens to a container after a while.
  enum Event: BitwiseCopyable {
    case restart(container: UInt32, generation: UInt32)
    case compiled(container: UInt32, generation: UInt32)
  }

  /// What took a pod off its feet, until it is up again.
  struct Outage: BitwiseCopyable {
    var since: SimTime
    /// In `books`.
    var binding: Int
  }

  /// By container.
  var table: DenseTable<ContainerLife>
  var events = EventQueue<Event>()
  var stars: [StarTransfers]
  /// What nodes hold, as `node × images + image`.
  var images: Set<Int>
  /// By node: who waits for an image; the first is being served.
  var pulls: [Int: [Int]] = [:]
  /// By pod of the plan, the container that it has; -1 if none.
  var homes: [Int32]
  /// Pods without a node, in the order in which they lost theirs.
  var homeless: [HomelessPod] = []
  /// By pod of the plan.
  var outages: [Outage?]
  var placing: RandomStream
  var books: LifeBooks

  init(_ layout: DeviceLayout, placing: RandomStream) {
    table = DenseTable(
      layout.containers.map { container in
        var life = ContainerLife(pod: Int32(container.pod.index))
        if container.presence.bound <= .start { life.stage = .up }
        return life
      }
    )
    stars = layout.lives.stars
    images = layout.lives.images
    homes = layout.lives.containerOfPod
    outages = Array(repeating: nil, count: homes.count)
    self.placing = placing
    books = LifeBooks(pods: homes.count)
    for container in layout.containers where container.presence.bound <= .start {
      books.pods[container.pod.index].readyAt = .start
    }
  }
}

/// A pod whose node was taken from it.
struct HomelessPod {
  var pod: Int
  /// The container that it had last.
  var lastContainer: Int
  var since: SimTime
  /// Whether it is known that no node takes it.
  var isNoted = false
}

/// What containers leave behind of their lives.
struct LifeBooks {
  /// What became of a pod.
  struct Pod {
    var deaths = 0
    var evictions = 0
    var readyAt: SimTime?
  }

  private struct Key: Hashable {
    var rule: EnforcementRule
    var tenant: TenantID?
    var subject: String
    var takenBy: String?
  }

  var pods: [Pod]
  var events: [PodEventRecord] = []
  private(set) var bindings: [EnforcementRecord] = []
  private var places: [Key: Int] = [:]

  init(pods count: Int) { pods = Array(repeating: Pod(), count: count) }

  /// Returns the line of a rule that bound; nothing is counted yet.
  mutating func binding(
    of rule: EnforcementRule,
    _ tenant: TenantID?,
    _ subject: String,
    takenBy: String? = nil
  ) -> Int {
    let key = Key(rule: rule, tenant: tenant, subject: subject, takenBy: takenBy)
    if let place = places[key] { return place }
    places[key] = bindings.count
    bindings.append(
      EnforcementRecord(
        rule: rule,
        tenant: tenant,
        subject: subject,
        takenBy: takenBy,
        count: 0,
        boundSeconds: 0
      )
    )
    return bindings.count - 1
  }

  /// The lines that count anything.
  var bound: [EnforcementRecord] { bindings.filter { $0.count > 0 || $0.boundSeconds > 0 } }

  mutating func count(_ binding: Int) { bindings[binding].count += 1 }

  mutating func add(_ seconds: Double, to binding: Int) {
    bindings[binding].boundSeconds += max(0, seconds)
  }
}

/// A node whose memory is watched, as it is now.
struct WatchedNode: BitwiseCopyable {
  /// What its pods use at most, at `plannedAt`; exact then, and raised with each request.
  var use = 0.0
  /// Bytes by which it grows in a nanosecond.
  var growth = 0.0
  var plannedAt = SimTime.start
  /// What its memory timer is set to.
  var nextLook = SimTime.never
  /// When the kubelet last found too little memory; nil if the condition does not hold.
  var pressedAt: SimTime?
}
