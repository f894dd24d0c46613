internal import ByteIO

/// How a list of paths is written.
public enum PathListFormat: String, Hashable, Sendable, CaseIterable {
  /// One path a line; an empty line is none, and a CR before the line's end is not part of it.
  case line
  /// Each path ends in a NUL byte, as `find -print0` writes them.
  case nul
  /// A JSON string a line. `\udc80`...`\udcff` alone stand for the bytes 80...ff, as Python writes
  /// names that are no UTF-8.
  case jsonl
}

/// A list of paths, read entry by entry.
struct PathList: ~Copyable {
  private let stream: any ByteStream
  private let format: PathListFormat
  private let path: EvidencePath
  private var buffer = ByteBuffer(capacity: 16 << 10)
  private var position = 0
  private var end = 0
  private var isAtEnd = false
  private var number = 0

  /// A list in `stream`, which is named `path` in messages.
  init(_ stream: any ByteStream, format: PathListFormat, path: EvidencePath) {
    self.stream = stream
    self.format = format
    self.path = path
  }

  /// The next path, or why an entry is none; nil at the end.
  mutating func next() -> Result<EvidencePath, EvidenceError>? {
    while true {
      let entry: [UInt8]
      do throws(EvidenceError) {
        guard let read = try readEntry() else { return nil }
        entry = read
      } catch {
        return .failure(error)
      }
      if entry.isEmpty { continue }
      guard format == .jsonl else { return .success(EvidencePath(entry)) }
      guard let bytes = pathBytes(ofJSONString: entry), !bytes.isEmpty else {
        return .failure(
          EvidenceError(.pathList, path, "entry \(number) is not a JSON string with a path"))
      }
      return .success(EvidencePath(bytes))
    }
  }

  private mutating func readEntry() throws(EvidenceError) -> [UInt8]? {
    let separator: UInt8 = format == .nul ? 0 : 0x0a
    var entry: [UInt8] = []
    var isTooLong = false
    var hasBegun = false
    while true {
      if position == end {
        if !isAtEnd { try refill() }
        if position == end { break }
      }
      hasBegun = true
      let byte = buffer.bytes.u8(position)
      position += 1
      if byte == separator { break }
      if entry.count < Limits.pathListEntryByteCount {
        entry.append(byte)
      } else {
        isTooLong = true
      }
    }
    guard hasBegun else { return nil }
    number += 1
    guard !isTooLong else {
      throw EvidenceError(
        .pathList, path,
        "entry \(number) is longer than \(Limits.pathListEntryByteCount) bytes: no path")
    }
    if format != .nul, entry.last == 0x0d { entry.removeLast() }
    return entry
  }

  private mutating func refill() throws(EvidenceError) {
    position = 0
    do throws(ByteSourceError) {
      end = try buffer.fill(from: stream)
    } catch {
      end = 0
      isAtEnd = true
      throw EvidenceError(.readFailed, path, "cannot read: \(error.reason)", at: error.offset)
    }
    isAtEnd = end == 0
  }
}

/// The bytes a JSON string stands for, or nil when the text is no JSON string. Bytes of 80 and more
/// are taken as they are.
func pathBytes(ofJSONString text: [UInt8]) -> [UInt8]? {
  let spaces: [UInt8] = [0x20, 0x09]
  var rest = text[...]
  while let first = rest.first, spaces.contains(first) { rest.removeFirst() }
  while let last = rest.last, spaces.contains(last) { rest.removeLast() }
  guard rest.count >= 2, rest.first == 0x22, rest.last == 0x22 else { return nil }
  rest = rest.dropFirst().dropLast()
  var bytes: [UInt8] = []
  while let byte = rest.popFirst() {
    guard byte >= 0x20, byte != 0x22 else { return nil }
    guard byte == 0x5c else {
      bytes.append(byte)
      continue
    }
    switch rest.popFirst() {
    case 0x22: bytes.append(0x22)
    case 0x5c: bytes.append(0x5c)
    case 0x2f: bytes.append(0x2f)
    case 0x62: bytes.append(0x08)
    case 0x66: bytes.append(0x0c)
    case 0x6e: bytes.append(0x0a)
    case 0x72: bytes.append(0x0d)
    case 0x74: bytes.append(0x09)
    case 0x75:
      guard let encoded = escapedUnit(&rest) else { return nil }
      bytes += encoded
    default: return nil
    }
  }
  return bytes
}

/// The bytes of a `\uXXXX` whose `\u` was read, with the second half of a surrogate pair.
private func escapedUnit(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
  guard let unit = hexadecimal(rest.prefix(4)) else { return nil }
  rest = rest.dropFirst(4)
  if (0xdc80...0xdcff).contains(unit) { return [UInt8(unit - 0xdc00)] }
  if let scalar = Unicode.Scalar(unit) { return [UInt8](String(Character(scalar)).utf8) }
  guard (0xd800...0xdbff).contains(unit), rest.starts(with: [0x5c, 0x75]),
    let low = hexadecimal(rest.dropFirst(2).prefix(4)), (0xdc00...0xdfff).contains(low),
    let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
  else { return nil }
  rest = rest.dropFirst(6)
  return [UInt8](String(Character(scalar)).utf8)
}

/// The value of exactly four hexadecimal digits.
private func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt32? {
  guard digits.count == 4 else { return nil }
  var value: UInt32 = 0
  for digit in digits {
    switch digit {
    case 0x30...0x39: value = value << 4 | UInt32(digit - 0x30)
    case 0x41...0x46: value = value << 4 | UInt32(digit - 0x41 + 10)
    case 0x61...0x66: value = value << 4 | UInt32(digit - 0x61 + 10)
    default: return nil
    }
  }
  return value
}
