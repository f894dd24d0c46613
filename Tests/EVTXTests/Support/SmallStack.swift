import ByteIO
import EVTX

/// Both formats that have output.
let outputFormats: [EventFormat] = [.jsonl, .xml]

/// Whether the program was built without optimisation: frames are then several times larger, and sweeps
/// thirty times slower.
let isDebugBuild: Bool = {
  var isDebug = false
  func note() -> Bool {
    isDebug = true
    return true
  }
  assert(note())
  return isDebug
}()

/// Runs `body` on a small stack, by default of the 512 KiB that ROBUSTNESS names. A debug build, whose frames
/// are larger, gets eight times as much.
func onSmallStack(
  kibibytes: Int = 512, _ body: @escaping @Sendable () throws -> Void
) throws {
  let failure = Monitor<(any Error)?>(nil)
  runThreads(1, stackSize: (isDebugBuild ? 8 : 1) * kibibytes << 10) { _ in
    do { try body() } catch { failure.withLock { $0 = error } }
  }
  if let error = failure.withLock({ $0 }) { throw error }
}
