internal import ByteIO

/// What ledgers read from the texts of fields. Nothing here allocates.
enum LedgerText {
  /// A number without a sign, decimal or hexadecimal behind `0x`; nil when the text is neither.
  static func unsigned(_ text: RawSpan) -> UInt64? {
    let count = text.byteCount
    guard count > 0, count <= 20 else { return nil }
    if count > 2, text.u8(0) == 0x30, text.u8(1) | 0x20 == 0x78 {
      return FieldText.hexadecimal(text, from: 2)
    }
    var value: UInt64 = 0
    for index in 0..<count {
      let digit = text.u8(index) &- 0x30
      guard digit < 10 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }

  /// A process identifier; nil for what is none.
  static func processID(_ text: RawSpan) -> UInt32? {
    unsigned(text).flatMap { UInt32(exactly: $0) }
  }

  /// A port; nil for what is none.
  static func port(_ text: RawSpan) -> UInt16? {
    unsigned(text).flatMap { UInt16(exactly: $0) }
  }

  /// A time in UTC: `2020-09-17 21:46:05.411` as Sysmon writes it, `2020-09-17T21:46:05.4110000Z` as values
  /// of type FILETIME are printed. Up to seven digits of a second count.
  static func time(_ text: RawSpan) -> FileTime? {
    let count = text.byteCount
    guard count >= 19, text.u8(4) == 0x2d, text.u8(7) == 0x2d, text.u8(13) == 0x3a,
      text.u8(16) == 0x3a, text.u8(10) == 0x20 || text.u8(10) == 0x54,
      let year = digits(text, 0, 4), let month = digits(text, 5, 2), let day = digits(text, 8, 2),
      let hour = digits(text, 11, 2), let minute = digits(text, 14, 2),
      let second = digits(text, 17, 2)
    else { return nil }
    var fraction: UInt64 = 0
    if count > 19, text.u8(19) == 0x2e {
      var unit = FileTime.ticksPerSecond / 10
      var index = 20
      while index < count {
        let digit = text.u8(index) &- 0x30
        guard digit < 10 else { break }
        fraction += unit * UInt64(digit)
        unit /= 10
        index &+= 1
      }
    }
    return FileTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      fraction: fraction)
  }

  private static func digits(_ text: RawSpan, _ start: Int, _ count: Int) -> Int? {
    var value = 0
    for index in start..<start + count {
      let digit = text.u8(index) &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// The file's name in a path.
  @_lifetime(copy path)
  static func fileName(_ path: RawSpan) -> RawSpan {
    path.extracting(FieldText.nameStart(path)..<path.byteCount)
  }

  @inline(__always)
  static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  /// Whether two texts are equal but for the case of ASCII letters.
  static func isEqual(_ one: RawSpan, _ other: RawSpan) -> Bool {
    guard one.byteCount == other.byteCount else { return false }
    for index in 0..<one.byteCount where lower(one.u8(index)) != lower(other.u8(index)) {
      return false
    }
    return true
  }

  /// Whether the text is `other`, which has lower-case letters, but for the case of ASCII letters.
  static func isEqual(_ text: RawSpan, _ other: StaticString) -> Bool {
    text.byteCount == other.utf8CodeUnitCount && matches(text, at: 0, other)
  }

  /// Whether the text ends in `suffix`, which has lower-case letters, whatever the text's case.
  static func ends(_ text: RawSpan, in suffix: StaticString) -> Bool {
    let start = text.byteCount - suffix.utf8CodeUnitCount
    return start >= 0 && matches(text, at: start, suffix)
  }

  /// Whether the text begins with `prefix`, which has lower-case letters, whatever the text's case.
  static func begins(_ text: RawSpan, with prefix: StaticString) -> Bool {
    text.byteCount >= prefix.utf8CodeUnitCount && matches(text, at: 0, prefix)
  }

  /// Whether the text holds `part`, which has lower-case letters, whatever the text's case.
  static func holds(_ text: RawSpan, _ part: StaticString) -> Bool {
    let last = text.byteCount - part.utf8CodeUnitCount
    guard last >= 0 else { return false }
    let first = part.byte(at: 0)
    for start in 0...last where lower(text.u8(start)) == first && matches(text, at: start, part) {
      return true
    }
    return false
  }

  private static func matches(_ text: RawSpan, at start: Int, _ other: StaticString) -> Bool {
    for index in 0..<other.utf8CodeUnitCount
    where lower(text.u8(start &+ index)) != other.byte(at: index) {
      return false
    }
    return true
  }

  /// Whether one text comes before another byte by byte.
  static func isBefore(_ one: RawSpan, _ other: RawSpan) -> Bool {
    let count = min(one.byteCount, other.byteCount)
    for index in 0..<count {
      let (a, b) = (one.u8(index), other.u8(index))
      if a != b { return a < b }
    }
    return one.byteCount < other.byteCount
  }

  /// The place of the first `byte`.
  static func firstIndex(of byte: UInt8, in text: RawSpan) -> Int? {
    for index in 0..<text.byteCount where text.u8(index) == byte { return index }
    return nil
  }
}
