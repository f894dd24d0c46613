extension Damage {
  /// One random change and a line that says what it was, for the message of a failed test.
  ///
  /// Print the seed of `random`: the same seed damages the same log in the same way.
  public static func random(
    _ log: [UInt8], using random: inout SplitMix64
  ) -> (log: [UInt8], change: String) {
    let chunkCount = max(0, (log.count - 4_096) / ChunkBuilder.size)
    guard log.count > 512 else {
      return (appendNoise(64, to: log, using: &random), "64 random bytes appended")
    }
    switch random.below(chunkCount > 0 ? 10 : 5) {
    case 0:
      let bit = random.below(8 * log.count)
      return (flipBit(bit, in: log), "bit \(bit) flipped")
    case 1:
      let sector = random.below(log.count / 512)
      return (zeroSector(sector, in: log), "sector \(sector) zeroed")
    case 2:
      let length = random.below(log.count)
      return (truncate(to: length, log), "truncated to \(length) bytes")
    case 3:
      let start = random.below(log.count - 64)
      let count = random.number(in: 1...64)
      return (cut(start..<start + count, outOf: log), "\(count) bytes cut out at \(start)")
    case 4:
      let offset = random.below(log.count - 8)
      let number = random.pick(hostileNumbers)
      var log = log
      log.setU32(number, at: offset)
      return (log, "u32 \(number) stored at \(offset)")
    case 5:
      let chunk = random.below(chunkCount)
      let number = random.pick(hostileNumbers)
      return (setFreeSpace(number, ofChunk: chunk, in: log), "free space of \(chunk) is \(number)")
    case 6:
      let (source, target) = (random.below(chunkCount), random.below(chunkCount))
      return (
        duplicateChunk(source, over: target, in: log), "chunk \(source) copied over \(target)"
      )
    case 7:
      let (source, target) = (random.below(chunkCount), random.below(chunkCount))
      return (
        spliceChunk(source, before: target, in: log), "chunk \(source) inserted before \(target)"
      )
    case 8:
      // Aimed at a record: its header is where a byte does most harm.
      let starts = recordStarts(in: log)
      guard !starts.isEmpty else { return (zeroFileHeader(log), "file header zeroed") }
      let offset = random.pick(starts) + random.below(48)
      let byte = UInt8(random.below(256))
      var log = log
      log[min(offset, log.count - 1)] = byte
      return (log, "byte \(byte) stored at \(offset), in a record's head")
    default:
      let from = random.below(log.count - 256)
      let to = random.below(log.count - 256)
      let count = random.number(in: 1...256)
      return (
        replace(to..<to + count, with: log[from..<from + count], in: log),
        "\(count) bytes copied from \(from) to \(to)"
      )
    }
  }

  /// Sizes, counts and offsets that arithmetic stumbles over.
  private static let hostileNumbers: [UInt32] = [
    0, 1, 7, 8, 28, 511, 512, 65_535, 65_536, 65_537, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8,
    0xffff_ffff,
  ]

  /// Where records seem to begin, on steps of 8 bytes.
  private static func recordStarts(in log: [UInt8]) -> [Int] {
    stride(from: 4_096 + 512, to: max(4_096 + 512, log.count - 64), by: 8).filter {
      log[$0] == 0x2a && log[$0 + 1] == 0x2a && log[$0 + 2] == 0
    }
  }
}
