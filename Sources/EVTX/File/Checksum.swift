internal import ByteIO

/// CRC-32 over the parts of a log that have one.
enum Checksum {
  /// The checksum of a file header: bytes 0...119.
  static func fileHeader(_ bytes: RawSpan) -> UInt32 { crc32(bytes, from: 0, to: 120) }

  /// The checksum of a chunk's header: bytes 0...119 and 128...511.
  static func chunkHeader(_ chunk: RawSpan) -> UInt32 {
    crc32(chunk, from: 128, to: Chunk.headerSize, seed: crc32(chunk, from: 0, to: 120))
  }

  /// The checksum of a chunk's records: from behind the header to the free-space offset.
  static func chunkData(_ chunk: RawSpan, freeSpaceOffset: Int) -> UInt32 {
    crc32(chunk, from: Chunk.headerSize, to: freeSpaceOffset)
  }
}
