package import Randomness

/// A neighbour that computes rather than serves: training, backfills, experiments.
///
/// Each replica keeps `threads` CPU threads, or its GPU, busy whenever it is active.
package struct BatchWorkload: Hashable, Sendable {
  /// RFC 1123 name, unique within its tenant.
  package var name: String
  package var replicas: Int
  package var requests: ResourceList
  package var limits: ResourceList
  package var nodeSelector: [String: String]
  package var tolerations: [Toleration]
  package var terms: PodTerms
  package var threads: Int
  package var activity: Activity
  /// Nil uses what the pods request.
  package var memoryUse: MemoryUse?
  package var startup: Startup
  package var accelerator: AcceleratorNeeds

  /// When a batch replica computes.
  package enum Activity: Hashable, Sendable {
    case always
    /// Alternates for random lengths of time, in seconds, beginning idle; all replicas together.
    case onOff(activeSeconds: Distribution, idleSeconds: Distribution)

    /// The share of time spent active.
    package var dutyCycle: Double {
      switch self {
      case .always: 1
      case .onOff(let active, let idle): active.mean / max(active.mean + idle.mean, 1e-9)
      }
    }
  }

  package init(
    name: String,
    replicas: Int,
    requests: ResourceList,
    limits: ResourceList = ResourceList(),
    nodeSelector: [String: String] = [:],
    tolerations: [Toleration] = [],
    terms: PodTerms = PodTerms(),
    threads: Int,
    activity: Activity = .always,
    memoryUse: MemoryUse? = nil,
    startup: Startup = Startup(),
    accelerator: AcceleratorNeeds = AcceleratorNeeds()
  ) {
    self.name = name
    self.replicas = replicas
    self.requests = requests
    self.limits = limits
    self.nodeSelector = nodeSelector
    self.tolerations = tolerations
    self.terms = terms
    self.threads = threads
    self.activity = activity
    self.memoryUse = memoryUse
    self.startup = startup
    self.accelerator = accelerator
  }

  package var runsOnGPU: Bool { gpusPerPod > 0 }

  /// GPUs, shares or slices of them, that one pod holds; a limit without a request is one.
  package var gpusPerPod: Int64 { requests.gpus(orElse: limits) }
}
