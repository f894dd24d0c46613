/// An IPv6 address and the length of its network. One of IPv4, also behind `::`, is that of `::ffff:0:0/96`.
///
/// Source: dataexplorer-docs, query/parse-ipv6-mask-function.md, query/ipv6-compare-function.md.
private struct IPv6 {
  let high: UInt64
  let low: UInt64
  let prefix: Int

  /// The address of a text; nil when it is none.
  ///
  /// Refuses zones and IPv4 behind other groups than `::`, of which the pages show nothing.
  static func parse(_ text: [UInt8]) throws(Refusal) -> IPv6? {
    let trimmed = Conversion.trimmed(text)
    let bare = trimmed.starts(with: [0x3a, 0x3a]) ? Array(trimmed.dropFirst(2)) : trimmed
    if let address = IPv4(bare) {
      return IPv6(
        high: 0, low: 0xffff_0000_0000 | UInt64(address.address), prefix: 96 + address.prefix)
    }
    guard !trimmed.contains(0x25), !(trimmed.contains(0x2e) && trimmed.contains(0x3a)) else {
      throw Refusal("IPv6 addresses with a zone or with IPv4 inside are not supported")
    }
    let halves = trimmed.split(separator: 0x2f, omittingEmptySubsequences: false)
    var prefix = 128
    if halves.count == 2 {
      guard halves[1].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), halves[1].count <= 3,
        let bits = Int(String(decoding: halves[1], as: UTF8.self)), bits <= 128
      else { return nil }
      prefix = bits
    }
    guard halves.count <= 2, let groups = groups(halves[0]) else { return nil }
    let bits = groups.map { UInt64($0) }
    return IPv6(
      high: bits[0] << 48 | bits[1] << 32 | bits[2] << 16 | bits[3],
      low: bits[4] << 48 | bits[5] << 32 | bits[6] << 16 | bits[7], prefix: prefix)
  }

  /// Eight groups of up to four hexadecimal digits, `::` for as many zeros as are missing.
  private static func groups(_ text: ArraySlice<UInt8>) -> [UInt16]? {
    func list(_ text: ArraySlice<UInt8>) -> [UInt16]? {
      if text.isEmpty { return [] }
      var groups: [UInt16] = []
      for part in text.split(separator: 0x3a, omittingEmptySubsequences: false) {
        guard (1...4).contains(part.count) else { return nil }
        var value: UInt16 = 0
        for byte in part {
          guard let digit = Text.hexadecimalDigit(byte) else { return nil }
          value = value << 4 | UInt16(digit)
        }
        groups.append(value)
      }
      return groups
    }
    guard let gap = text.firstRange(of: [0x3a, 0x3a]) else {
      return list(text).flatMap { $0.count == 8 ? $0 : nil }
    }
    guard let left = list(text[..<gap.lowerBound]), let right = list(text[gap.upperBound...]),
      left.count + right.count < 8
    else { return nil }
    return left + Array(repeating: 0, count: 8 - left.count - right.count) + right
  }

  /// The first `bits` bits.
  func masked(_ bits: Int) -> IPv6 {
    let first: UInt64 = bits <= 0 ? 0 : bits >= 64 ? .max : .max << UInt64(64 - bits)
    let second: UInt64 = bits <= 64 ? 0 : bits >= 128 ? .max : .max << UInt64(128 - bits)
    return IPv6(high: high & first, low: low & second, prefix: prefix)
  }

  static func compare(_ one: IPv6, _ other: IPv6, bits: Int) -> Int64 {
    let (left, right) = (one.masked(bits), other.masked(bits))
    if left.high != right.high { return left.high < right.high ? -1 : 1 }
    return left.low == right.low ? 0 : left.low < right.low ? -1 : 1
  }

  /// All groups with four digits.
  var written: [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for group in 0..<8 {
      if group > 0 { text.append(0x3a) }
      let half = group < 4 ? high : low
      for digit in 0..<4 {
        let shift = UInt64(60 - 16 * (group % 4) - 4 * digit)
        text.append(digits[Int(half >> shift & 15)])
      }
    }
    return text
  }
}

private func compare(_ make: @escaping @Sendable (Int64) -> Datum) -> Kernel {
  { _ in
    { (arguments) throws(Refusal) in
      guard let one = try IPv6.parse(arguments[0].text),
        let other = try IPv6.parse(arguments[1].text)
      else { return .null }
      let limit = arguments.count > 2 ? arguments[2].integer ?? 128 : 128
      guard (0...128).contains(limit) else { return .null }
      return make(IPv6.compare(one, other, bits: min(one.prefix, other.prefix, Int(limit))))
    }
  }
}

/// Functions on IPv6 addresses. Source: dataexplorer-docs, query/*ipv6*-function.md.
let ipv6Kernels: [String: Kernel] = [
  "parse_ipv6": { _ in
    { (arguments) throws(Refusal) in
      guard let address = try IPv6.parse(arguments[0].text) else { return .string([]) }
      return .string(address.masked(address.prefix).written)
    }
  },
  "parse_ipv6_mask": { _ in
    { (arguments) throws(Refusal) in
      guard let address = try IPv6.parse(arguments[0].text), let bits = arguments[1].integer,
        (0...128).contains(bits)
      else { return .string([]) }
      return .string(address.masked(min(address.prefix, Int(bits))).written)
    }
  },
  "ipv6_compare": compare { .integer($0) },
  "ipv6_is_match": compare { .bool($0 == 0) },
  "ipv6_is_in_range": { _ in
    { (arguments) throws(Refusal) in
      guard let address = try IPv6.parse(arguments[0].text),
        let range = try IPv6.parse(arguments[1].text)
      else { return .null }
      return .bool(IPv6.compare(address, range, bits: range.prefix) == 0)
    }
  },
]
