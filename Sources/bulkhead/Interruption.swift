import Foundation
import Running
import Synchronization

/// The signal that has asked to stop; 0 for none.
///
/// Written by a signal handler, which may not do more than that: no queue and no thread has to be
/// free, however busy the workers are.
private let signalled = Atomic<Int32>(0)

/// Whether a run has begun that has something to keep.
private let isUnderWay = Atomic<Bool>(false)

/// Turns Ctrl-C and SIGTERM into a request to stop, for as long as it lives; a second one, or one
/// while the run is still being planned, stops the program on the spot: nothing on disk is lost.
final class Interruption {
  let flag = StopFlag { signalled.load(ordering: .relaxed) }

  init() {
    // Made here, so that no handler is the first to touch it.
    signalled.store(0, ordering: .relaxed)
    isUnderWay.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        let isUrgent = !isUnderWay.load(ordering: .relaxed)
        if signalled.exchange(number, ordering: .relaxed) != 0 || isUrgent { _exit(128 + number) }
      }
    }
  }

  /// From now on there is something to keep.
  func beginRun() { isUnderWay.store(true, ordering: .relaxed) }

  deinit {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
