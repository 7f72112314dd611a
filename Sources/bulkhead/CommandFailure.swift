/// The exit codes of `sysexits` that we use; see `bulkhead --help`.
enum SysExit: Int32 {
  case gateFailed = 10
  case regression = 11
  case inconclusive = 12
  case dataError = 65
  case noInput = 66
  case unavailable = 69
  case software = 70
  case cannotCreate = 73
  case ioError = 74
  case temporaryFailure = 75
  case interrupted = 130
}

/// Why a command ends without having done its job: what to say, and with which code to leave.
struct CommandFailure: Error {
  var code: SysExit
  /// Complete lines for standard error.
  var message: String

  init(_ code: SysExit, _ message: String) {
    self.code = code
    self.message = message.hasSuffix("\n") ? message : message + "\n"
  }
}
