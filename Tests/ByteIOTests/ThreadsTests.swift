import ByteIO
import Testing

@Suite struct ThreadsTests {
  @Test func `each index runs once and all have run when the call returns`() {
    let seen = Monitor<[Int]>([])
    runThreads(16) { index in seen.withLock { $0.append(index) } }
    #expect(seen.withLock { $0.sorted() } == Array(0..<16))
  }

  @Test func `no thread is no work`() {
    runThreads(0) { _ in Issue.record("ran") }
  }

  @Test func `a lock lets one in at a time`() {
    let counter = Monitor(0)
    runThreads(4) { _ in
      for _ in 0..<10_000 { counter.withLock { $0 += 1 } }
    }
    #expect(counter.withLock { $0 } == 40_000)
  }

  @Test(.timeLimit(.minutes(1)))
  func `who waits is woken by an update and sees its state`() {
    let turn = Monitor(0)
    let order = Monitor<[Int]>([])
    runThreads(5) { index in
      turn.wait { state -> Void? in state == index ? () : nil }
      order.withLock { $0.append(index) }
      turn.update { $0 += 1 }
    }
    #expect(order.withLock { $0 } == [0, 1, 2, 3, 4])
  }
}
