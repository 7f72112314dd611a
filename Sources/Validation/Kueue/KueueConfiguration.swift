/// What a performance test of Kueue generates, and what it measured.
///
/// Source: kubernetes-sigs/kueue `test/performance/scheduler/configs/*/generator.yaml`. All queues
/// have `reclaimWithinCohort: Any` and `withinClusterQueue: LowerPriority`; fair sharing is off.
package struct KueueConfiguration: Sendable {
  /// The name of the folder upstream.
  package enum Name: String, CaseIterable, Sendable {
    case baseline
    case largeScale = "large-scale"
  }

  /// Workloads of one kind, created one after the other in each queue.
  struct WorkloadClass: Sendable {
    var name: String
    var count: Int
    var creationMilliseconds: Int64
    var runtimeMilliseconds: Int64
    var priority: Int
    var cpus: Int64
    /// The mean time to admission that was measured.
    var publishedSeconds: Double
  }

  var name: Name
  var cohorts: Int
  var queuesPerCohort: Int
  var nominalCPUs: Int64 = 20
  var borrowingCPUs: Int64 = 100
  /// From small to large.
  var classes: [WorkloadClass]
  /// How long the test took.
  var publishedWallSeconds: Double
  var publishedUsage: Double

  package static func named(_ name: Name) -> KueueConfiguration {
    switch name {
    case .baseline: baseline
    case .largeScale: largeScale
    }
  }

  private static let baseline = KueueConfiguration(
    name: .baseline,
    cohorts: 5,
    queuesPerCohort: 6,
    classes: [
      WorkloadClass(
        name: "small",
        count: 350,
        creationMilliseconds: 100,
        runtimeMilliseconds: 200,
        priority: 50,
        cpus: 1,
        publishedSeconds: 215.5
      ),
      WorkloadClass(
        name: "medium",
        count: 100,
        creationMilliseconds: 500,
        runtimeMilliseconds: 500,
        priority: 100,
        cpus: 5,
        publishedSeconds: 76.8
      ),
      WorkloadClass(
        name: "large",
        count: 50,
        creationMilliseconds: 1200,
        runtimeMilliseconds: 1000,
        priority: 200,
        cpus: 20,
        publishedSeconds: 16.5
      ),
    ],
    publishedWallSeconds: 351.1,
    publishedUsage: 0.559
  )

  private static let largeScale = KueueConfiguration(
    name: .largeScale,
    cohorts: 10,
    queuesPerCohort: 100,
    classes: [
      WorkloadClass(
        name: "small",
        count: 35,
        creationMilliseconds: 60,
        runtimeMilliseconds: 150,
        priority: 50,
        cpus: 1,
        publishedSeconds: 700.4
      ),
      WorkloadClass(
        name: "medium",
        count: 11,
        creationMilliseconds: 300,
        runtimeMilliseconds: 350,
        priority: 100,
        cpus: 5,
        publishedSeconds: 256.4
      ),
      WorkloadClass(
        name: "large",
        count: 4,
        creationMilliseconds: 700,
        runtimeMilliseconds: 700,
        priority: 200,
        cpus: 20,
        publishedSeconds: 105.6
      ),
    ],
    publishedWallSeconds: 1179,
    publishedUsage: 0.3864
  )

  var workloadCount: Int {
    cohorts * queuesPerCohort * classes.reduce(0) { $0 + $1.count }
  }
}
