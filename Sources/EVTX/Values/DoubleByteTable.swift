/// A code page of one and two bytes, read from its text when it is asked for.
struct DoubleByteTable {
  /// As ``AnsiCodePage/upperHalf``.
  private(set) var upperHalf = [UInt16](repeating: 0xfffd, count: 128)
  /// As ``AnsiCodePage/pairs``.
  private(set) var pairs = [UInt16](repeating: 0, count: 128 * 256)

  /// The code pages that there are.
  static let numbers = [932, 936, 949, 950]

  /// The table of a code page, nil when it is none of these.
  init?(number: Int) {
    switch number {
    case 932:
      read(doubleBytes932, singles: singleBytes932)
      addUserDefined932()
    case 936: read(doubleBytes936, singles: singleBytes936)
    case 949: read(doubleBytes949, singles: singleBytes949)
    case 950: read(doubleBytes950, singles: singleBytes950)
    default: return nil
    }
  }

  /// Reads lines of runs: the two bytes of the first character in hexadecimal, then characters whose trail bytes follow
  /// each other; runs end at a space.
  private mutating func read(_ text: String, singles: [(UInt8, UInt16)]) {
    for (byte, scalar) in singles { upperHalf[Int(byte) - 0x80] = scalar }
    var place = 0
    var digitCount = 0
    for scalar in text.unicodeScalars {
      if scalar == " " || scalar == "\n" {
        place = 0
        digitCount = 0
      } else if digitCount < 4 {
        place = place * 16 + (Character(scalar).hexDigitValue ?? 0)
        digitCount += 1
        if digitCount == 4 {
          upperHalf[place >> 8 - 0x80] = 0
          place -= 0x8000
        }
      } else {
        pairs[place] = UInt16(truncatingIfNeeded: scalar.value)
        place += 1
      }
    }
  }

  /// F0 to F9 with each trail byte are characters of the user's own: U+E000 to U+E757, in order.
  private mutating func addUserDefined932() {
    var next: UInt16 = 0xe000
    for lead in 0xf0...0xf9 {
      upperHalf[lead - 0x80] = 0
      for trail in 0x40...0xfc where trail != 0x7f {
        pairs[(lead - 0x80) * 256 + trail] = next
        next += 1
      }
    }
  }
}
