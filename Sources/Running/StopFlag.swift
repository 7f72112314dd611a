/// A request to stop that every worker asks about.
package struct StopFlag: Sendable {
  private let ask: @Sendable () -> Int32

  /// Creates a flag from a question: which signal asks to stop, or 0 for none; asked often and from
  /// every worker.
  package init(_ ask: @escaping @Sendable () -> Int32 = { 0 }) { self.ask = ask }

  /// Whether to stop.
  package var isRaised: Bool { ask() != 0 }

  /// The signal that asked to stop; 0 if none did.
  package var number: Int32 { ask() }
}
