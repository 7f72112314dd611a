/// What there is to run on.
package struct Machine: Sendable, Equatable {
  package var cores: Int
  /// Nil if nobody knows; a run is then never refused.
  package var memory: AvailableMemory?

  package init(cores: Int, memory: AvailableMemory? = nil) {
    self.cores = cores
    self.memory = memory
  }
}

/// Memory that a run may take.
package struct AvailableMemory: Sendable, Equatable {
  package var bytes: Int64
  /// Who says so, for people.
  package var origin: String

  package init(bytes: Int64, origin: String) {
    self.bytes = bytes
    self.origin = origin
  }
}
