internal import ByteIO

/// A single-byte Windows code page: what each byte from 0x80 on stands for.
public struct AnsiCodePage: Sendable {
  /// The number, such as 1252.
  public let number: Int
  /// Scalars of 0x80...0xff; U+FFFD where the page has none.
  let upperHalf: [UInt16]

  /// Western European, what Windows uses in most of Europe and the Americas.
  public static let windows1252 = AnsiCodePage(number: 1252, upperHalf: codePage1252)

  /// The numbers that ``init(number:)`` knows.
  public static var supported: [Int] { codePages.map(\.number) + [65001] }

  /// The code page of a number, nil when it is not known. 65001 is UTF-8.
  public init?(number: Int) {
    if number == 65001 {
      self.init(number: number, upperHalf: [])
      return
    }
    guard let page = codePages.first(where: { $0.number == number }) else { return nil }
    self = page
  }

  init(number: Int, upperHalf: [UInt16]) {
    self.number = number
    self.upperHalf = upperHalf
  }

  /// Bytes that stand for themselves below 0x80 and follow UTF-8 above.
  var isUTF8: Bool { upperHalf.isEmpty }
}

extension OutputBuffer {
  /// Appends `byteCount` bytes of a code page as UTF-8, escaped for `Context`.
  mutating func appendAnsi<Context: EscapeContext>(
    _ context: Context.Type, _ source: RawSpan, at start: Int, byteCount: Int,
    codePage: borrowing AnsiCodePage
  ) -> TextDamage {
    write(OutputCursor.bound(units: byteCount)) { cursor in
      var damage: TextDamage = []
      var position = start
      let end = start + byteCount
      while position < end {
        let byte = source.u8(position)
        position &+= 1
        if byte < 0x80 {
          let escape = Context.escape(Int(byte))
          cursor.put8(escape, used: Int(escape >> 56 & 0xf))
          if escape >> 63 != 0 { damage.insert(.invalidXML) }
          continue
        }
        var scalar = UInt32(0)
        if codePage.isUTF8 {
          scalar = decodeUTF8(lead: byte, source, &position, end: end)
          if scalar == 0xfffd { damage.insert(.badValue) }
        } else {
          scalar = UInt32(codePage.upperHalf[Int(byte) - 0x80])
        }
        if scalar < 0x10000 {
          damage.formUnion(Context.putScalar(scalar, &cursor))
        } else {
          cursor.putUTF8(scalar)
        }
      }
      return damage
    }
  }
}

/// The scalar that begins with `lead`; U+FFFD, having passed the lead only, when it is not valid.
private func decodeUTF8(
  lead: UInt8, _ source: RawSpan, _ position: inout Int, end: Int
) -> UInt32 {
  let length = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1
  guard lead >= 0xc2, lead < 0xf5, end - position >= length else { return 0xfffd }
  var scalar = UInt32(lead) & (0x3f >> UInt32(length))
  for index in 0..<length {
    let byte = source.u8(position + index)
    guard byte & 0xc0 == 0x80 else { return 0xfffd }
    scalar = scalar << 6 | UInt32(byte & 0x3f)
  }
  let smallest: UInt32 = length == 1 ? 0x80 : length == 2 ? 0x800 : 0x10000
  guard scalar >= smallest, scalar <= 0x10ffff, scalar & 0xffff_f800 != 0xd800 else {
    return 0xfffd
  }
  position += length
  return scalar
}
