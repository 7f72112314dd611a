/// What this program calls itself.
enum Version {
  static let text = "0.1.0"

  /// `debug` or `release`.
  static var buildConfiguration: String {
    #if DEBUG
    "debug"
    #else
    "release"
    #endif
  }

  static func warnIfDebug() {
    guard buildConfiguration == "debug" else { return }
    StandardError.write(
      "note: this is a debug build, some fifty times slower; use swift build -c release\n"
    )
  }
}
