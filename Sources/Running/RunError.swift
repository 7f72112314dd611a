package import ResultsStore

/// Why a run left no results.
package enum RunError: Error, Sendable {
  /// A signal asked it to stop; the finished replications are kept for `--resume`.
  case interrupted(signal: Int32, finished: Int, total: Int)
  /// Something that must hold does not: a fault of the program.
  case invariantBroken(String)
  case results(ResultsError)
  /// It would need more memory than there is; nothing was begun.
  case outOfMemory(MemoryEstimate, AvailableMemory)

  /// Runs something that may fail to store results.
  static func wrap<Value>(
    _ body: () throws(ResultsError) -> Value
  ) throws(RunError) -> Value {
    do {
      return try body()
    } catch {
      throw .results(error)
    }
  }
}
