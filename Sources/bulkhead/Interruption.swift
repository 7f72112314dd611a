import Dispatch
import Foundation
import Running

/// Turns Ctrl-C and SIGTERM into a request to stop, for as long as it lives; a second one stops the
/// program on the spot, which loses nothing that is on disk.
final class Interruption {
  let flag = StopFlag()
  private let sources: [any DispatchSourceSignal]

  init() {
    let flag = flag
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        // Asked again: whoever asks does not want to wait.
        if flag.isRaised { _exit(128 + number) }
        flag.raise(number)
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
