import ByteIO

/// Whether the program was built without optimisation: frames are then several times larger.
let isDebugBuild: Bool = {
  var isDebug = false
  func note() -> Bool {
    isDebug = true
    return true
  }
  assert(note())
  return isDebug
}()

/// Runs `body` on a stack of 512 KiB, which ROBUSTNESS names. A debug build gets eight times as much.
func onSmallStack(_ body: @escaping @Sendable () throws -> Void) throws {
  let failure = Monitor<(any Error)?>(nil)
  runThreads(1, stackSize: (isDebugBuild ? 8 : 1) * 512 << 10) { _ in
    do { try body() } catch { failure.withLock { $0 = error } }
  }
  if let error = failure.withLock({ $0 }) { throw error }
}
