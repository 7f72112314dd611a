/// What was counted in one part of the measured window.
///
/// Requests are counted where they arrive and where they are answered; one that is under way at the
/// end of a part arrives in it and is answered in a later one. All parts add up to the replication.
package struct BatchRecord: Sendable, Codable, Equatable {
  /// One per endpoint of the roster; the longest time is that of the whole replication.
  package var endpoints: [EndpointRecord]
  /// One per objective of the scenario; minutes are left to the whole replication.
  package var objectives: [ObjectiveRecord]

  package init(endpoints: [EndpointRecord] = [], objectives: [ObjectiveRecord] = []) {
    self.endpoints = endpoints
    self.objectives = objectives
  }
}
