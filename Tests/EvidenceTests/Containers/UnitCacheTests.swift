import ByteIO
import Synchronization
import TestSupport
import Testing

@testable import Evidence

@Suite struct UnitCacheTests {
  private func unit(_ number: Int) -> MediaUnit {
    MediaUnit(
      mediaOffset: Int64(number), byteCount: 1, part: 0, fileOffset: 0, storedByteCount: 1,
      isCompressed: true)
  }

  @Test func `a unit is decoded once, however many threads want it`() {
    let cache = UnitCache(unitByteCount: 1 << 20)
    let count = Atomic(0)
    let key = unit(1)
    runThreads(8) { _ in
      for _ in 0..<50 {
        do throws(ByteSourceError) {
          _ = try cache.unit(key) { () throws(ByteSourceError) in
            count.add(1, ordering: .relaxed)
            return DecodedUnit(ByteBuffer(capacity: 1))
          }
        } catch {
          Issue.record("\(error)")
        }
      }
    }
    #expect(count.load(ordering: .relaxed) == 1)
  }

  @Test func `units that were not used for long are forgotten first`() throws {
    let cache = UnitCache(unitByteCount: ContainerLimits.unitCacheByteCount / 5)
    var decoded: [Int] = []
    for number in [1, 2, 3, 4, 5, 1, 6, 1, 2] {
      _ = try cache.unit(unit(number)) { () throws(ByteSourceError) in
        decoded.append(number)
        return DecodedUnit(ByteBuffer(capacity: 1))
      }
    }
    #expect(decoded == [1, 2, 3, 4, 5, 6, 2])
  }

  @Test func `a failure is not kept`() throws {
    let cache = UnitCache(unitByteCount: 1)
    #expect(throws: ByteSourceError.self) {
      try cache.unit(unit(1)) { () throws(ByteSourceError) in
        throw ByteSourceError(offset: 0, reason: "no")
      }
    }
    _ = try cache.unit(unit(1)) { () throws(ByteSourceError) in
      DecodedUnit(ByteBuffer(capacity: 1))
    }
  }

  @Test func `hashes are those of all bytes, with any number of threads`() throws {
    let disk = smallDisk(3_000_000)
    for threads in [1, 2, 5] {
      let hashes = try #require(MediaHashes(of: MemoryByteSource(disk), threads: threads))
      #expect(hashes.md5 == MD5.digest(disk))
      let hex = hashes.sha256.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      #expect(hex == SHA256.hex(disk))
      #expect(hashes.firstFailure == nil)
    }
    #expect(MediaHashes(of: MemoryByteSource(disk), threads: 2, isCancelled: { true }) == nil)
  }
}
