/// Ways to damage a valid log. Each returns the damaged copy and changes nothing else: checksums
/// stay as they were, and so become wrong, unless ``repairingChecksums(of:)`` follows.
public enum Damage {
  // MARK: - Bytes

  /// Flips one bit; bit 0 is the lowest of byte 0.
  public static func flipBit(_ bit: Int, in log: [UInt8]) -> [UInt8] {
    var log = log
    log[bit / 8] ^= 1 << UInt8(bit % 8)
    return log
  }

  /// Zeros one sector of 512 bytes, counted from the start of the file.
  public static func zeroSector(_ sector: Int, in log: [UInt8]) -> [UInt8] {
    zero(512 * sector..<min(512 * (sector + 1), log.count), in: log)
  }

  /// Zeros a range of file offsets.
  public static func zero(_ range: Range<Int>, in log: [UInt8]) -> [UInt8] {
    replace(range, with: repeatElement(0, count: range.count), in: log)
  }

  /// Overwrites a range of file offsets.
  public static func replace(
    _ range: Range<Int>, with bytes: some Collection<UInt8>, in log: [UInt8]
  ) -> [UInt8] {
    var log = log
    log.replaceSubrange(range, with: bytes)
    return log
  }

  /// Keeps the first `byteCount` bytes.
  public static func truncate(to byteCount: Int, _ log: [UInt8]) -> [UInt8] {
    Array(log.prefix(byteCount))
  }

  /// Takes bytes out, so that all that follow move forward.
  public static func cut(_ range: Range<Int>, outOf log: [UInt8]) -> [UInt8] {
    replace(range, with: [], in: log)
  }

  /// Appends random bytes.
  public static func appendNoise(
    _ byteCount: Int, to log: [UInt8], using random: inout SplitMix64
  ) -> [UInt8] {
    log + random.bytes(byteCount)
  }

  // MARK: - File header

  /// Zeros the 4,096 bytes of the file header.
  public static func zeroFileHeader(_ log: [UInt8]) -> [UInt8] { zero(0..<4_096, in: log) }

  /// Declares another number of chunks, with a right checksum.
  public static func declareChunks(_ count: UInt16, in log: [UInt8]) -> [UInt8] {
    var log = log
    log.set(count, at: 42)
    log.setU32(Checksum.crc32(log[..<120]), at: 124)
    return log
  }

  /// Makes the file header's checksum wrong.
  public static func breakFileChecksum(_ log: [UInt8]) -> [UInt8] { flipBit(8 * 124, in: log) }

  // MARK: - Chunks

  /// Breaks a chunk's signature: `ElfChnk` becomes `XlfChnk`.
  public static func breakChunkMagic(_ chunk: Int, in log: [UInt8]) -> [UInt8] {
    let offset = offset(ofChunk: chunk)
    return replace(offset..<offset + 1, with: [UInt8(ascii: "X")], in: log)
  }

  /// Zeros a whole chunk.
  public static func zeroChunk(_ chunk: Int, in log: [UInt8]) -> [UInt8] {
    let offset = offset(ofChunk: chunk)
    return zero(offset..<offset + ChunkBuilder.size, in: log)
  }

  /// Zeros a chunk's header of 512 bytes and leaves its records.
  public static func zeroChunkHeader(_ chunk: Int, in log: [UInt8]) -> [UInt8] {
    let offset = offset(ofChunk: chunk)
    return zero(offset..<offset + ChunkBuilder.headerSize, in: log)
  }

  /// Copies one chunk over another.
  public static func duplicateChunk(
    _ source: Int, over target: Int, in log: [UInt8]
  ) -> [UInt8] {
    let from = offset(ofChunk: source)
    let to = offset(ofChunk: target)
    return replace(
      to..<to + ChunkBuilder.size, with: log[from..<from + ChunkBuilder.size], in: log)
  }

  /// Inserts a copy of one chunk before another.
  public static func spliceChunk(
    _ source: Int, before target: Int, in log: [UInt8]
  ) -> [UInt8] {
    let from = offset(ofChunk: source)
    let to = offset(ofChunk: target)
    return replace(to..<to, with: log[from..<from + ChunkBuilder.size], in: log)
  }

  /// Declares another chunk offset of the free space.
  public static func setFreeSpace(
    _ chunkOffset: UInt32, ofChunk chunk: Int, in log: [UInt8]
  ) -> [UInt8] {
    var log = log
    log.setU32(chunkOffset, at: offset(ofChunk: chunk) + 48)
    return log
  }

  /// Makes the checksum of a chunk's header wrong.
  public static func breakHeaderChecksum(ofChunk chunk: Int, in log: [UInt8]) -> [UInt8] {
    flipBit(8 * (offset(ofChunk: chunk) + 124), in: log)
  }

  /// Makes the checksum of a chunk's records wrong, and its header's right again.
  public static func breakDataChecksum(ofChunk chunk: Int, in log: [UInt8]) -> [UInt8] {
    let start = offset(ofChunk: chunk)
    var log = flipBit(8 * (start + 52), in: log)
    let first = Checksum.crc32(log[start..<start + 120])
    log.setU32(Checksum.crc32(log[start + 128..<start + 512], after: first), at: start + 124)
    return log
  }

  /// Moves a chunk's free space before its last records, which stay behind it as stale ones, as if
  /// the chunk had been begun again: identifiers, last record and checksums say so.
  public static func makeStale(last count: Int, ofChunk chunk: Int, in log: [UInt8]) -> [UInt8] {
    let map = LogMap(log).chunks[chunk]
    let live = map.records.dropLast(count)
    guard let last = live.last else { preconditionFailure("no record would be left") }
    var log = log
    let start = map.fileOffset
    log.set(log.u64(at: start + 16) - UInt64(count), at: start + 16)
    log.set(last.id, at: start + 32)
    log.setU32(UInt32(last.fileOffset - start), at: start + 44)
    log.setU32(UInt32(last.end - start), at: start + 48)
    ChunkBuilder.writeChecksums(in: &log, at: start)
    return log
  }

  /// Right checksums for the file header and every whole chunk with a signature.
  public static func repairingChecksums(of log: [UInt8]) -> [UInt8] {
    var log = log
    log.setU32(Checksum.crc32(log[..<120]), at: 124)
    var offset = 4_096
    while offset + ChunkBuilder.size <= log.count {
      if log[offset..<offset + 8].elementsEqual("ElfChnk\0".utf8) {
        ChunkBuilder.writeChecksums(in: &log, at: offset)
      }
      offset += ChunkBuilder.size
    }
    return log
  }

  // MARK: - Records

  /// Declares another size of a record; the copy at its end stays.
  public static func setSize(
    _ byteCount: UInt32, of record: LogMap.Record, in log: [UInt8]
  ) -> [UInt8] {
    var log = log
    log.setU32(byteCount, at: record.fileOffset + 4)
    return log
  }

  /// Declares another size at a record's end.
  public static func setSizeCopy(
    _ byteCount: UInt32, of record: LogMap.Record, in log: [UInt8]
  ) -> [UInt8] {
    var log = log
    log.setU32(byteCount, at: record.end - 4)
    return log
  }

  /// Breaks a record's signature: `**` becomes `x*`.
  public static func breakMagic(of record: LogMap.Record, in log: [UInt8]) -> [UInt8] {
    replace(record.fileOffset..<record.fileOffset + 1, with: [UInt8(ascii: "x")], in: log)
  }

  /// Zeros a record's Binary XML.
  public static func zeroBinXML(of record: LogMap.Record, in log: [UInt8]) -> [UInt8] {
    zero(record.binXML, in: log)
  }

  private static func offset(ofChunk chunk: Int) -> Int { 4_096 + chunk * ChunkBuilder.size }
}
