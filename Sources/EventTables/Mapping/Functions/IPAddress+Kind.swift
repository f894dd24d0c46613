internal import ByteIO

extension IPAddress {
  /// What Defender calls the address's kind.
  ///
  /// Its documentation names Public, Private, Reserved, Loopback, Teredo, FourToSixMapping, Broadcast,
  /// LinkLocal and Multicast. FourToSixMapping cannot come up: such addresses are those of version 4 here.
  /// Which ranges are Reserved is a guess after the IANA registries.
  var kind: StaticString {
    if let version4 { return Self.kind(version4: version4) }
    if high == 0, low == 1 { return "Loopback" }
    let first = high >> 48
    if high >> 32 == 0x2001_0000 { return "Teredo" }
    if high >> 32 == 0x2001_0db8 { return "Reserved" }
    if first & 0xffc0 == 0xfe80 { return "LinkLocal" }
    if first & 0xffc0 == 0xfec0 || first & 0xfe00 == 0xfc00 { return "Private" }
    if first & 0xff00 == 0xff00 { return "Multicast" }
    return first & 0xe000 == 0x2000 ? "Public" : "Reserved"
  }

  private static func kind(version4 address: UInt32) -> StaticString {
    func lies(in network: UInt32, _ bits: UInt32) -> Bool {
      address >> (32 &- bits) == network >> (32 &- bits)
    }
    if address == 0xffff_ffff { return "Broadcast" }
    if lies(in: 0x7f00_0000, 8) { return "Loopback" }
    if lies(in: 0x0a00_0000, 8) || lies(in: 0xac10_0000, 12) || lies(in: 0xc0a8_0000, 16) {
      return "Private"
    }
    if lies(in: 0xa9fe_0000, 16) { return "LinkLocal" }
    if lies(in: 0xe000_0000, 4) { return "Multicast" }
    let isReserved =
      lies(in: 0, 8) || lies(in: 0x6440_0000, 10) || lies(in: 0xc000_0000, 24)
      || lies(in: 0xc000_0200, 24) || lies(in: 0xc612_0000, 15) || lies(in: 0xc633_6400, 24)
      || lies(in: 0xcb00_7100, 24) || lies(in: 0xf000_0000, 4)
    return isReserved ? "Reserved" : "Public"
  }
}

extension TextBuffer {
  /// Appends an address: dotted, or as RFC 5952 has it, lower case, no leading zeros, the longest run of
  /// zero groups as `::`, the first of equals.
  mutating func append(_ address: IPAddress) {
    if let version4 = address.version4 {
      for shift in stride(from: UInt32(24), through: 0, by: -8) {
        appendDecimal(UInt64(version4 >> shift & 0xff))
        if shift > 0 { append(0x2e) }
      }
      return
    }
    func group(_ index: Int) -> UInt64 {
      let half = index < 4 ? address.high : address.low
      return half >> UInt64(48 &- (index & 3) &* 16) & 0xffff
    }
    var gapStart = 8
    var gapLength = 1
    var runStart = 0
    for index in 0...8 where index == 8 || group(index) != 0 {
      if index &- runStart > gapLength {
        gapStart = runStart
        gapLength = index &- runStart
      }
      runStart = index &+ 1
    }
    var index = 0
    while index < 8 {
      if index == gapStart {
        append("::")
        index &+= gapLength
        continue
      }
      if index > 0, index != gapStart &+ gapLength { append(0x3a) }
      appendGroup(group(index))
      index &+= 1
    }
  }

  /// Appends the hexadecimal digits of 16 bits without leading zeros.
  private mutating func appendGroup(_ value: UInt64) {
    var shift: UInt64 = value > 0xfff ? 12 : value > 0xff ? 8 : value > 0xf ? 4 : 0
    while true {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 0xf)
      append(digit < 10 ? digit &+ 0x30 : digit &+ 0x57)
      if shift == 0 { return }
      shift &-= 4
    }
  }
}
