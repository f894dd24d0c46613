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

/// Runs `body` on a stack of 512 KiB, which decoding is bounded to fit into. A debug build gets eight
/// times as much.
func onSmallStack(_ body: @escaping @Sendable () throws -> Void) throws {
  let failure = Monitor<(any Error)?>(nil)
  runThreads(1, stackSize: isDebugBuild ? 4 << 20 : 512 << 10) { _ in
    do { try body() } catch { failure.withLock { $0 = error } }
  }
  if let error = failure.withLock({ $0 }) { throw error }
}
