internal import ByteIO

/// What the readers of all containers share while they open one.
struct ContainerContext: Sendable {
  /// The image's first file.
  let path: EvidencePath
  /// What comes up.
  let diagnostics: ContainerDiagnostics
  /// The files beside it.
  let siblings: any SiblingFiles

  /// An error that ends the opening.
  func damaged(_ message: String, at fileOffset: Int64? = nil) -> EvidenceError {
    EvidenceError(.imageDamaged, path, message, at: fileOffset)
  }

  /// A refusal of something that is intact.
  func refused(_ message: String) -> EvidenceError { EvidenceError(.notSupported, path, message) }

  /// Reads a structure of known size.
  ///
  /// - Throws: `readFailed`; `imageDamaged` when the file ends inside it.
  func read(
    _ structure: String, _ source: any ByteSource, at fileOffset: Int64, byteCount: Int
  ) throws(EvidenceError) -> [UInt8] {
    let bytes = try readAvailable(structure, source, at: fileOffset, byteCount: byteCount)
    guard bytes.count == byteCount else {
      throw damaged(
        "the \(structure) at \(fileOffset) takes \(byteCount) bytes, found \(bytes.count) before "
          + "the end of the file", at: fileOffset)
    }
    return bytes
  }

  /// Reads a structure of at most `byteCount` bytes, fewer where the file ends.
  ///
  /// - Throws: `readFailed`.
  func readAvailable(
    _ structure: String, _ source: any ByteSource, at fileOffset: Int64, byteCount: Int
  ) throws(EvidenceError) -> [UInt8] {
    guard fileOffset >= 0, fileOffset < source.byteCount else { return [] }
    let wanted = Int(min(Int64(byteCount), source.byteCount - fileOffset))
    var buffer = ByteBuffer(capacity: wanted)
    var done = 0
    do throws(ByteSourceError) {
      while done < wanted {
        var target = buffer.mutableBytes
        let count = try target.fill(
          from: source, at: fileOffset + Int64(done), to: done, byteCount: wanted - done)
        guard count > 0 else { break }
        done += count
      }
    } catch {
      throw EvidenceError(
        .readFailed, path, "cannot read the \(structure) at \(error.offset): \(error.reason)",
        at: error.offset)
    }
    var bytes: [UInt8] = []
    bytes.append(copying: buffer.bytes.extracting(0..<done))
    return bytes
  }
}

extension RawSpan {
  /// Whether the bytes at `offset` are `signature`; false when they do not fit.
  func matches(_ signature: [UInt8], at offset: Int) -> Bool {
    matches(signature.rawSpan, at: offset)
  }

  /// The big-endian 32-bit integer at `offset`, which must lie inside.
  func u32BE(_ offset: Int) -> UInt32 { u32(offset).byteSwapped }

  /// The big-endian 64-bit integer at `offset`, which must lie inside.
  func u64BE(_ offset: Int) -> UInt64 { u64(offset).byteSwapped }

  /// The bytes `start ..< end` as ASCII for messages, up to the first NUL; what is no printable
  /// ASCII becomes `.`.
  func shownText(from start: Int, to end: Int) -> String {
    var text = ""
    var index = start
    while index < min(end, byteCount), u8(index) != 0 {
      let byte = u8(index)
      text.unicodeScalars.append((0x20...0x7e).contains(byte) ? Unicode.Scalar(byte) : ".")
      index += 1
    }
    return text
  }

  /// The bytes `start ..< end` in hexadecimal for messages.
  func shownHex(from start: Int, to end: Int) -> String {
    var digits: [String] = []
    for index in start..<min(end, byteCount) {
      let text = String(u8(index), radix: 16)
      digits.append(text.count < 2 ? "0" + text : text)
    }
    return digits.joined(separator: " ")
  }
}

/// The integer as it is where it fits, else the largest one: for counts that are compared with a
/// limit next.
func clampedCount(_ value: UInt64) -> Int64 { Int64(clamping: value) }
