internal import ByteIO

/// A Windows code page: what bytes from 0x80 on stand for, alone or in pairs.
public struct AnsiCodePage: Sendable {
  /// The number, such as 1252.
  public let number: Int
  /// Scalars of 0x80...0xff; U+FFFD where the page has none, 0 for lead bytes.
  let upperHalf: [UInt16]
  /// Scalars of pairs, 256 for each lead byte from 0x80 on, 0 where there is none; empty for pages of one byte.
  let pairs: [UInt16]

  /// Western European, what Windows uses in most of Europe and the Americas.
  public static let windows1252 = AnsiCodePage(number: 1252, upperHalf: codePage1252)

  /// The numbers that ``init(number:)`` knows.
  public static var supported: [Int] {
    codePages.map(\.number) + DoubleByteTable.numbers + [65001]
  }

  /// The code page of a number, nil when it is not known. 65001 is UTF-8.
  public init?(number: Int) {
    if number == 65001 {
      self.init(number: number, upperHalf: [])
    } else if let table = DoubleByteTable(number: number) {
      self.init(number: number, upperHalf: table.upperHalf, pairs: table.pairs)
    } else if let page = codePages.first(where: { $0.number == number }) {
      self = page
    } else {
      return nil
    }
  }

  init(number: Int, upperHalf: [UInt16], pairs: [UInt16] = []) {
    self.number = number
    self.upperHalf = upperHalf
    self.pairs = pairs
  }

  /// Bytes that stand for themselves below 0x80 and follow UTF-8 above.
  var isUTF8: Bool { upperHalf.isEmpty }

  /// The scalar that begins with `lead`, a byte from 0x80 on that lies before `position`; what else
  /// belongs to it is passed.
  ///
  /// - Returns: U+FFFD, and whether that is because the bytes are damaged: what stands for nothing in a page
  ///   of one byte is none of the page's characters, but no damage.
  func scalar(
    lead: UInt8, _ source: RawSpan, _ position: inout Int, end: Int
  ) -> (scalar: UInt32, isDamaged: Bool) {
    if isUTF8 {
      let scalar = decodeUTF8(lead: lead, source, &position, end: end)
      return (scalar, scalar == 0xfffd)
    }
    let alone = upperHalf[Int(lead) - 0x80]
    guard !pairs.isEmpty else { return (UInt32(alone), false) }
    if alone != 0 { return (UInt32(alone), alone == 0xfffd) }
    guard position < end else { return (0xfffd, true) }
    let trail = source.u8(position)
    let scalar = pairs[(Int(lead) - 0x80) * 256 + Int(trail)]
    // A trail byte that is a character of its own stays one when the pair is none.
    if scalar != 0 || trail >= 0x80 { position += 1 }
    return scalar == 0 ? (0xfffd, true) : (UInt32(scalar), false)
  }

  /// The UTF-16 units of a text, without the one byte 0 that may end it.
  func units(_ source: RawSpan, at start: Int, byteCount: Int) -> [UInt16] {
    var units: [UInt16] = []
    var position = start
    var end = start + byteCount
    if byteCount > 0, source.u8(end - 1) == 0 { end -= 1 }
    while position < end {
      let byte = source.u8(position)
      position += 1
      let scalar =
        byte < 0x80
        ? UInt32(byte) : scalar(lead: byte, source, &position, end: end).scalar
      if let known = Unicode.Scalar(scalar) { units += Character(known).utf16 }
    }
    return units
  }
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
        let (scalar, isDamaged) = codePage.scalar(lead: byte, source, &position, end: end)
        if isDamaged { damage.insert(.badValue) }
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
