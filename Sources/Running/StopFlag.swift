internal import Synchronization

/// A request to stop, raised once from anywhere and asked from every worker.
package final class StopFlag: Sendable {
  private let signal = Atomic<Int32>(0)

  package init() {}

  /// Asks everything to stop because of a signal, for example SIGINT.
  package func raise(_ number: Int32) { signal.store(number, ordering: .releasing) }

  /// Whether to stop.
  package var isRaised: Bool { signal.load(ordering: .acquiring) != 0 }

  /// The signal that asked to stop; 0 if none did.
  package var number: Int32 { signal.load(ordering: .acquiring) }
}
