internal import ByteIO

/// What a search through a whole file came to.
enum ScanResult {
  /// A chunk signature stands there, in bytes from the start of the file.
  case found(Int64)
  /// There is none.
  case absent
  /// There is none in what could be read.
  case unreadable(ByteSourceError)
}

/// Searches for `ElfChnk\0` at any alignment. Reads the file once, 256 KiB at a time; holes of sparse
/// files are passed over, unreadable places are skipped in steps of 4 KiB.
func scanForChunks(_ source: any ByteSource) -> ScanResult {
  let overlap = 7
  var buffer = ByteBuffer(capacity: Limits.blockByteCount)
  var position: Int64 = 0
  var failures = 0
  var firstFailure: ByteSourceError?
  while position < source.byteCount {
    // A signature may begin in the bytes before the data that are not in a hole's block.
    let dataOffset = source.nextData(from: position)
    if dataOffset >= source.byteCount { break }
    position = max(position, dataOffset - Int64(overlap))
    let count: Int
    do throws(ByteSourceError) {
      count = try buffer.fill(from: source, at: position)
    } catch {
      failures += 1
      firstFailure = firstFailure ?? error
      if failures >= Limits.failedReadCount { break }
      position = (position / 4_096 + 1) * 4_096
      continue
    }
    if let offset = chunkSignature(in: buffer.bytes, count: count) {
      return .found(position + Int64(offset))
    }
    // A file that has shrunk ends here.
    if count == 0 { break }
    // A short read means that the next byte cannot be read: the next round meets the failure.
    position += Int64(count == buffer.capacity ? count - overlap : count)
  }
  if let firstFailure { return .unreadable(firstFailure) }
  return .absent
}

/// The offset of the first chunk signature that lies wholly in the first `count` bytes.
private func chunkSignature(in bytes: RawSpan, count: Int) -> Int? {
  let letter = SIMD16<UInt8>(repeating: 0x45)
  var offset = 0
  while offset < count {
    // The buffer's slack of zeros lets the last vector reach beyond count.
    let isLetter = bytes.u8x16(offset) .== letter
    if any(isLetter) {
      for index in 0..<16 where isLetter[index] {
        let start = offset + index
        if start + 8 <= count, bytes.matches("ElfChnk\0", at: start) { return start }
      }
    }
    offset += 16
  }
  return nil
}
