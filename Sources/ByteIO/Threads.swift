internal import Glibc

/// Runs `body(0)`, `body(1)` ... `body(count - 1)`, each on a thread of its own, and waits for all.
///
/// Stacks are `stackSize` bytes. Tests decode the deepest event that the limits allow on 512 KiB.
public func runThreads(
  _ count: Int, stackSize: Int = 2 << 20, body: @escaping @Sendable (Int) -> Void
) {
  var threads: [pthread_t] = []
  var attributes = pthread_attr_t()
  // attributes outlives its use; every thread is joined below before body goes.
  unsafe pthread_attr_init(&attributes)
  unsafe pthread_attr_setstacksize(&attributes, stackSize)
  defer { unsafe pthread_attr_destroy(&attributes) }
  for index in 0..<count {
    var thread = pthread_t()
    let start = unsafe Unmanaged.passRetained(ThreadStart(index: index, body: body))
    // The started thread takes over the retained object.
    let status = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        if let argument = unsafe argument {
          let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
          start.body(start.index)
        }
        return nil
      }, start.toOpaque())
    if status == 0 {
      threads.append(thread)
    } else {
      // No thread to be had (a process limit): do the work here.
      unsafe start.release()
      body(index)
    }
  }
  for thread in threads { _ = pthread_join(thread, nil) }
}

private final class ThreadStart: Sendable {
  let index: Int
  let body: @Sendable (Int) -> Void
  init(index: Int, body: @escaping @Sendable (Int) -> Void) {
    self.index = index
    self.body = body
  }
}

/// State shared by threads, with waiting: a mutex and a condition.
@safe
public final class Monitor<State>: @unchecked Sendable {
  // Both live from init to deinit at a fixed address and are used only through the functions below.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State

  /// A monitor of `state`.
  public init(_ state: sending State) {
    self.state = state
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  /// Takes the mutex, trying for some microseconds before the thread goes to sleep: what is done under it is
  /// mostly the read of one chunk, and waking a thread takes longer than that.
  private func lock() {
    for _ in 0..<1_000 where unsafe pthread_mutex_trylock(mutex) == 0 { return }
    unsafe pthread_mutex_lock(mutex)
  }

  /// Calls `body` with the state, alone.
  public func withLock<Result>(_ body: (inout State) -> Result) -> Result {
    lock()
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body(&state)
  }

  /// Calls `body` with the state, alone, then wakes all who wait.
  public func update<Result>(_ body: (inout State) -> Result) -> Result {
    lock()
    defer { unsafe pthread_mutex_unlock(mutex) }
    let result = body(&state)
    unsafe pthread_cond_broadcast(condition)
    return result
  }

  /// Calls `body` again after each ``update(_:)`` until it returns a value.
  public func wait<Result>(until body: (inout State) -> Result?) -> Result {
    lock()
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state) { return result }
      unsafe pthread_cond_wait(condition, mutex)
    }
  }
}

/// Processors in use on this machine, at least 1.
public func processorCount() -> Int { max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN)))) }
