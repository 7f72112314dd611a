import Domain
import Running

/// Progress on standard error: one line that is drawn again on a terminal, a line for every tenth
/// of the work, or every 30 seconds, elsewhere.
struct ProgressLine {
  private let isShown: Bool
  private let isTerminal: Bool
  /// What is counted.
  private let units: String
  /// What is said when all are done: what comes next.
  private let afterwards: String
  private var lastTenth = -1
  private var lastShown: Duration?
  private var isOpen = false

  init(
    isShown: Bool,
    units: String = "replications",
    afterwards: String = "; writing the tables"
  ) {
    self.isShown = isShown
    self.units = units
    self.afterwards = afterwards
    isTerminal = StandardError.isTerminal
  }

  mutating func show(_ progress: Progress) {
    guard isShown, progress.total > 0 else { return }
    let tenth = progress.done * 10 / progress.total
    let pause = progress.elapsed - (lastShown ?? .zero)
    if isTerminal {
      let isDue = lastShown == nil || pause > .milliseconds(100)
      guard isDue || progress.done == progress.total else { return }
      StandardError.write("\r\u{1B}[2K\(text(of: progress))")
      isOpen = true
    } else {
      guard tenth > lastTenth || pause > .seconds(30) else { return }
      StandardError.write("\(text(of: progress))\n")
    }
    lastTenth = tenth
    lastShown = progress.elapsed
  }

  /// Nobody knows beforehand how many trials a search takes.
  mutating func show(_ progress: SizingProgress) {
    guard isShown else { return }
    let text =
      "sizing \(progress.pattern.rawValue): \(progress.trials) trials, "
      + "\(progress.replications) replications"
    if isTerminal {
      StandardError.write("\r\u{1B}[2K\(text)")
      isOpen = true
    } else if progress.isLast {
      StandardError.write("\(text)\n")
    }
  }

  /// Ends the line, so that what follows begins on a new one.
  mutating func close() {
    if isOpen { StandardError.write("\n") }
    isOpen = false
  }

  private func text(of progress: Progress) -> String {
    let percent = progress.done * 100 / progress.total
    var text = "simulating: \(progress.done) of \(progress.total) \(units) (\(percent) %)"
    if progress.takenOver > 0 { text += ", \(progress.takenOver) taken over" }
    if progress.done < progress.total, let remaining = progress.remaining {
      text += ", about \(seconds(remaining)) left"
    } else if progress.done == progress.total {
      text += " in \(seconds(progress.elapsed))\(afterwards)"
    }
    return text
  }

  private func seconds(_ duration: Duration) -> String {
    let tenths = (duration / .seconds(1) * 10).rounded() / 10
    guard tenths >= 100 else { return "\(tenths) s" }
    let whole = Int(tenths)
    return whole < 3600
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
