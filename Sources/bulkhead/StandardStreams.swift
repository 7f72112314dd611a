import Foundation

/// Standard error: everything that is not data.
enum StandardError {
  /// Writes what can be written: that nobody can read the progress is no reason to end a run.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Standard output: data only.
enum StandardOutput {
  static func write(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      throw CommandFailure(.ioError, "bulkhead: can't write to standard output")
    }
  }
}
