import TestSupport
import Testing

@Suite struct DamageTests {
  private let log = LogBuilder.log(
    events: (1...5).map { StandardEvent(data: [("Number", .int32($0))]) })

  @Test func `random damage is the same for the same seed`() {
    var one = SplitMix64(seed: 7)
    var other = SplitMix64(seed: 7)
    for _ in 0..<200 {
      let first = Damage.random(log, using: &one)
      let second = Damage.random(log, using: &other)
      let isSame = first.log == second.log
      #expect(isSame)
      #expect(first.change == second.change)
    }
  }

  @Test func `random damage of small and damaged logs does not trap`() {
    var random = SplitMix64(seed: 8)
    for start in [[], [1], log, Array(log.prefix(4_100)), Array(log.prefix(600))] {
      var log = start
      for _ in 0..<50 { log = Damage.random(log, using: &random).log }
    }
  }

  @Test func `stale records lie behind the free space of a valid chunk`() {
    let stale = Damage.makeStale(last: 2, ofChunk: 0, in: log)
    #expect(LogMap(stale).records.map(\.id) == [1, 2, 3])
    let isValid = Damage.repairingChecksums(of: stale) == stale
    #expect(isValid)
    let fourth = LogMap(log).records[3]
    #expect(stale.u32(at: fourth.fileOffset) == 0x2a2a)
  }

  @Test func `each checksum can be broken alone`() {
    let data = Damage.breakDataChecksum(ofChunk: 0, in: log)
    #expect(data.u32(at: 4_096 + 52) != log.u32(at: 4_096 + 52))
    let header = Damage.breakHeaderChecksum(ofChunk: 0, in: log)
    #expect(header.u32(at: 4_096 + 52) == log.u32(at: 4_096 + 52))
    #expect(header.u32(at: 4_096 + 124) != log.u32(at: 4_096 + 124))
    let isRepaired = [header, data].allSatisfy { Damage.repairingChecksums(of: $0) == log }
    #expect(isRepaired)
  }
}
