internal import Domain
internal import Randomness

/// A plan whose clusters are brought up one after another.
struct DeploymentInTheMaking {
  var plan: DeploymentPlan
  var placements: [PodPlacement]
  /// By namespace.
  var gates: [NamespaceGate]
  /// The names of pods, to find new ones; empty until one is needed.
  private var names: Set<String> = []
  /// The pod of the original plan in whose place a later one stands.
  private var roots: [PodID: PodID] = [:]

  init(_ plan: DeploymentPlan) {
    self.plan = plan
    placements = Array(repeating: Self.unplaced, count: plan.pods.count)
    gates = plan.namespaces.map(NamespaceGate.init)
  }

  mutating func append(_ pod: PlannedPod, root: PodID) {
    roots[PodID(plan.pods.count)] = roots[root] ?? root
    plan.pods.append(pod)
    placements.append(Self.unplaced)
  }

  private static let unplaced = PodPlacement(
    outcome: .unschedulable,
    requests: ResourceList(),
    limits: ResourceList()
  )

  /// The name of the first pod in a line of replacements, and five random characters as
  /// Kubernetes draws them.
  mutating func replacementName(for pod: PodID, _ stream: inout RandomStream) -> String {
    if names.isEmpty { names = Set(plan.pods.map(\.name)) }
    let root = plan.pods[(roots[pod] ?? pod).index].name
    let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
    while true {
      let suffix = (0..<5).map { _ in alphabet[Int.random(in: alphabet.indices, using: &stream)] }
      let name = "\(root)-\(String(suffix))"
      if names.insert(name).inserted { return name }
    }
  }
}
