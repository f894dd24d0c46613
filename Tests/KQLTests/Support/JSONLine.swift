/// The members of one line of JSON whose values are strings or booleans; other values are passed over.
///
/// Enough for the published queries beside the checkout, which are well-formed.
struct JSONLine {
  private(set) var strings: [String: String] = [:]
  private(set) var flags: [String: Bool] = [:]

  init(_ line: some StringProtocol) {
    var reader = Reader(bytes: Array(line.utf8))
    reader.offset = 1
    while reader.skipTo(UInt8(ascii: "\"")) {
      let name = reader.string()
      _ = reader.skipTo(UInt8(ascii: ":"))
      reader.offset += 1
      while reader.byte == UInt8(ascii: " ") { reader.offset += 1 }
      switch reader.byte {
      case UInt8(ascii: "\""): strings[name] = reader.string()
      case UInt8(ascii: "t"): flags[name] = true
      case UInt8(ascii: "f"): flags[name] = false
      default: break
      }
      reader.skipValue()
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var offset = 0

    var byte: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func skipTo(_ wanted: UInt8) -> Bool {
      while offset < bytes.count, bytes[offset] != wanted { offset += 1 }
      return offset < bytes.count
    }

    /// The string that begins here.
    mutating func string() -> String {
      var units: [UInt16] = []
      var text = ""
      func flushed(_ units: inout [UInt16]) -> String {
        defer { units = [] }
        return String(decoding: units, as: UTF16.self)
      }
      offset += 1
      var runStart = offset
      while byte != UInt8(ascii: "\"") {
        if byte == UInt8(ascii: "\\") {
          if runStart < offset {
            text += flushed(&units) + String(decoding: bytes[runStart..<offset], as: UTF8.self)
          }
          let letter = bytes[offset + 1]
          let plain: [UInt8: UInt16] = [
            UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
            UInt8(ascii: "b"): 8,
            UInt8(ascii: "f"): 12,
          ]
          if letter == UInt8(ascii: "u") {
            let digits = String(decoding: bytes[(offset + 2)..<(offset + 6)], as: UTF8.self)
            units.append(UInt16(digits, radix: 16) ?? 0xfffd)
            offset += 6
          } else {
            units.append(plain[letter] ?? UInt16(letter))
            offset += 2
          }
          runStart = offset
        } else {
          offset += 1
        }
      }
      text += flushed(&units) + String(decoding: bytes[runStart..<offset], as: UTF8.self)
      offset += 1
      return text
    }

    /// To the end of the value that begins or lies here.
    mutating func skipValue() {
      var depth = 0
      while offset < bytes.count {
        switch byte {
        case UInt8(ascii: "\""):
          _ = string()
          continue
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        case UInt8(ascii: ","): if depth == 0 { return }
        default: break
        }
        if depth < 0 { return }
        offset += 1
      }
    }
  }
}
