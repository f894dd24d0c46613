internal import ByteIO

/// An address of version 4 or 6; version 4 as `::ffff:a.b.c.d`.
struct IPAddress: Hashable, Sendable {
  let high: UInt64
  let low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// An address of version 4 as a number.
  init(version4 number: UInt32) {
    high = 0
    low = 0xffff_0000_0000 | UInt64(number)
  }

  /// The number of an address of version 4; nil for others.
  var version4: UInt32? {
    high == 0 && low >> 32 == 0xffff ? UInt32(truncatingIfNeeded: low) : nil
  }

  /// Whether it is none: `0.0.0.0` or `::`.
  var isUnspecified: Bool { high == 0 && (low == 0 || low == 0xffff_0000_0000) }

  /// Whether it is this machine's own.
  var isLoopback: Bool {
    if let version4 { return version4 >> 24 == 127 }
    return high == 0 && low == 1
  }

  /// Whether it names a group: multicast, or the broadcast address.
  var isGroup: Bool {
    if let version4 { return version4 >> 28 == 14 || version4 == .max }
    return high >> 56 == 0xff
  }

  /// Whether it is the broadcast address of a network of 256 addresses that `other` is in.
  func isBroadcast(for other: IPAddress) -> Bool {
    guard let mine = version4, let its = other.version4 else { return false }
    return mine & 0xff == 0xff && mine >> 8 == its >> 8 && mine != its
  }
}

extension IPAddress: Comparable {
  static func < (one: IPAddress, other: IPAddress) -> Bool {
    one.high == other.high ? one.low < other.low : one.high < other.high
  }
}

// MARK: - Text

extension IPAddress {
  /// An address as Windows prints it: dotted, or groups of hexadecimal digits with or without `::`, a zone
  /// behind `%` left out; nil for anything else.
  init?(_ text: RawSpan) {
    var end = text.byteCount
    if let zone = LedgerText.firstIndex(of: 0x25, in: text) { end = zone }
    guard end >= 2, end <= 45 else { return nil }
    let address = text.extracting(0..<end)
    if LedgerText.firstIndex(of: 0x3a, in: address) == nil {
      guard let number = Self.dotted(address, from: 0) else { return nil }
      self.init(version4: number)
      return
    }
    guard let parsed = Self.grouped(address) else { return nil }
    self = parsed
  }

  private static func dotted(_ text: RawSpan, from start: Int) -> UInt32? {
    var number: UInt32 = 0
    var part: UInt32 = 0
    var digitCount = 0
    var partCount = 0
    for index in start...text.byteCount {
      let byte = index < text.byteCount ? text.u8(index) : 0x2e
      if byte == 0x2e {
        guard digitCount > 0, partCount < 4 else { return nil }
        number = number << 8 | part
        (part, digitCount) = (0, 0)
        partCount += 1
      } else {
        guard byte &- 0x30 < 10, digitCount < 3 else { return nil }
        part = part * 10 + UInt32(byte &- 0x30)
        guard part < 256 else { return nil }
        digitCount += 1
      }
    }
    return partCount == 4 ? number : nil
  }

  private static func grouped(_ text: RawSpan) -> IPAddress? {
    var groups = SIMD8<UInt16>()
    var count = 0
    var gap: Int?
    var index = 0
    let end = text.byteCount
    if end >= 2, text.u8(0) == 0x3a {
      guard text.u8(1) == 0x3a else { return nil }
      gap = 0
      index = 2
    }
    while index < end {
      guard count < 8 else { return nil }
      var value: UInt16 = 0
      var digitCount = 0
      let groupStart = index
      while index < end, let digit = FieldText.digit(text.u8(index)) {
        guard digitCount < 4 else { return nil }
        value = value << 4 | UInt16(digit)
        digitCount += 1
        index += 1
      }
      if index < end, text.u8(index) == 0x2e {
        guard count <= 6, let number = dotted(text, from: groupStart) else { return nil }
        groups[count] = UInt16(truncatingIfNeeded: number >> 16)
        groups[count + 1] = UInt16(truncatingIfNeeded: number)
        count += 2
        break
      }
      guard digitCount > 0 else { return nil }
      groups[count] = value
      count += 1
      guard index < end else { break }
      guard text.u8(index) == 0x3a else { return nil }
      index += 1
      if index < end, text.u8(index) == 0x3a {
        guard gap == nil else { return nil }
        gap = count
        index += 1
      } else if index == end {
        return nil
      }
    }
    if let gap {
      guard count < 8 else { return nil }
      let tailCount = count - gap
      for offset in 0..<tailCount {
        groups[7 - offset] = groups[count - 1 - offset]
        if count - 1 - offset < 8 - tailCount { groups[count - 1 - offset] = 0 }
      }
    } else if count != 8 {
      return nil
    }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for place in 0..<4 {
      high = high << 16 | UInt64(groups[place])
      low = low << 16 | UInt64(groups[place + 4])
    }
    return IPAddress(high: high, low: low)
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted, or as RFC 5952 has it.
  var description: String {
    if let version4 {
      return "\(version4 >> 24).\(version4 >> 16 & 255).\(version4 >> 8 & 255).\(version4 & 255)"
    }
    let groups = (0..<8).map { place in
      UInt16(truncatingIfNeeded: (place < 4 ? high : low) >> UInt64(48 - place % 4 * 16))
    }
    // The first of the longest runs of at least two zeros.
    var (start, length) = (0, 1)
    var place = 0
    while place < 8 {
      var end = place
      while end < 8, groups[end] == 0 { end += 1 }
      if end - place > length { (start, length) = (place, end - place) }
      place = max(end, place + 1)
    }
    func text(_ part: ArraySlice<UInt16>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    if length < 2 { return text(groups[...]) }
    return text(groups[..<start]) + "::" + text(groups[(start + length)...])
  }
}
