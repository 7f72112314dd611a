/// A dense index into one of the arrays of a scenario or a plan.
package protocol DenseIdentifier: Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
  var rawValue: UInt32 { get }
  init(rawValue: UInt32)
}

extension DenseIdentifier {
  package init(_ index: Int) { self.init(rawValue: UInt32(index)) }

  package var index: Int { Int(rawValue) }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// A tenant, by its place in `Scenario.tenants`.
package struct TenantID: DenseIdentifier {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// An inference service, by its place in `Roster.services`.
package struct ServiceID: DenseIdentifier {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// An endpoint of a service, by its place in `Roster.endpoints`.
package struct EndpointID: DenseIdentifier {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A batch workload, by its place in `Roster.batchWorkloads`.
package struct BatchID: DenseIdentifier {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A machine, by its place in `DeploymentPlan.nodes`.
package struct NodeID: DenseIdentifier {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A pod, by its place in `DeploymentPlan.pods`.
package struct PodID: DenseIdentifier {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
}
