internal import ByteIO
internal import CZlib

/// CRC-32 as logs use it, computed by zlib.
enum Checksum {
  /// The checksum of bytes `start ..< end`, which lie inside; `seed` continues an earlier one.
  static func crc32(_ bytes: RawSpan, from start: Int, to end: Int, seed: UInt32 = 0) -> UInt32 {
    ByteIO.crc32(bytes.extracting(start..<end), seed: seed)
  }

  /// The checksum of a chunk's header: bytes 0...119 and 128...511.
  static func header(_ chunk: RawSpan) -> UInt32 {
    crc32(chunk, from: 128, to: Chunk.headerSize, seed: crc32(chunk, from: 0, to: 120))
  }
}
