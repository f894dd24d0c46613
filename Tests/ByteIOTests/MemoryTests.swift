import ByteIO
import Testing

@Suite struct MemoryTests {
  @Test func `a process has memory, and has used some of it`() {
    let peak = peakMemoryByteCount()
    #expect(peak > 1 << 20)
    #expect(availableMemoryByteCount() >= peak / 2)
  }
}
