/// Why results were not written; the caller turns it into an exit code and a sentence.
package enum ResultsError: Error, Equatable, Sendable {
  /// Results are there already and may not be replaced (exit 73); the number of finished
  /// replications of an unfinished run beside them, where the user wants to resume it.
  case alreadyExists(path: String, replications: Int = 0)
  /// The folder can't be made or isn't ours to use (exit 73).
  case cannotCreate(path: String, reason: String)
  /// Finished replications of an earlier run wait there, and nobody said what to do (exit 73).
  case unfinishedRun(path: String, replications: Int)
  /// Finished replications wait there, but all of another run (exit 73).
  case otherRun(path: String)
  /// Finished replications wait there that the new run would throw away (exit 73).
  case unusedReplications(path: String, count: Int)
  /// Writing or reading went wrong half-way; nothing partial is left (exit 74).
  case io(path: String, reason: String)
}

extension ResultsError: CustomStringConvertible {
  /// What happened and what to do about it.
  package var description: String {
    switch self {
    case .alreadyExists(let path, let replications):
      "\(path) already holds results; use --force to replace them"
        + (replications > 0 ? ", with --resume to keep \(replications) replications" : "")
    case .cannotCreate(let path, let reason):
      "can't write results to \(path): \(reason)"
    case .unfinishedRun(let path, let replications):
      "\(path) holds \(replications) finished replications of an unfinished run; "
        + "use --resume to keep them or --force to start afresh"
    case .otherRun(let path):
      "\(path) holds finished replications, but none of this scenario, version, seed and length; "
        + "use another folder, or --force without --resume to discard them"
    case .unusedReplications(let path, let count):
      "\(path) holds \(count) finished replications that this run would not use; ask for their "
        + "patterns and as many replications as before, or add --force to discard them"
    case .io(let path, let reason):
      "writing \(path) failed: \(reason)"
    }
  }

  /// The exit code of `sysexits` that says what kind of problem it is.
  package var exitCode: Int32 {
    switch self {
    case .alreadyExists, .cannotCreate, .unfinishedRun, .otherRun, .unusedReplications: 73
    case .io: 74
    }
  }
}
