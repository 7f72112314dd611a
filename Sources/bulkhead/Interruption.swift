import Foundation
import Running
import Synchronization

/// The signal that has asked to stop; 0 for none.
///
/// Written by a signal handler, which may not do more than that: no queue and no thread has to be
/// free, however busy the workers are.
private let signalled = Atomic<Int32>(0)

/// Turns Ctrl-C and SIGTERM into a request to stop, for as long as it lives; a second one stops the
/// program on the spot, which loses nothing that is on disk.
final class Interruption {
  let flag = StopFlag { signalled.load(ordering: .relaxed) }

  init() {
    // Made here, so that no handler is the first to touch it.
    signalled.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if signalled.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
  }

  deinit {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
