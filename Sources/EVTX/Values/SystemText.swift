internal import ByteIO

/// System fields that some logs hold as text: converted and forwarded ones.
enum SystemText {
  /// A decimal number, nil when the text is none or too large.
  static func number(_ units: [UInt16]) -> UInt64? {
    guard !units.isEmpty, units.count <= 20 else { return nil }
    var value: UInt64 = 0
    for unit in units {
      guard (0x30...0x39).contains(unit) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(unit - 0x30))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }

  /// A time such as `2021-03-04T05:06:07.123456700Z`, with 0 to 9 digits of fraction.
  static func time(_ units: [UInt16]) -> FileTime? {
    func digits(_ start: Int, _ count: Int) -> Int? {
      guard start + count <= units.count else { return nil }
      var value = 0
      for unit in units[start..<start + count] {
        guard (0x30...0x39).contains(unit) else { return nil }
        value = value * 10 + Int(unit - 0x30)
      }
      return value
    }
    func isUnit(_ place: Int, _ unit: UInt16) -> Bool {
      place < units.count && units[place] == unit
    }
    guard let year = digits(0, 4), isUnit(4, 0x2d), let month = digits(5, 2), isUnit(7, 0x2d),
      let day = digits(8, 2), isUnit(10, 0x54) || isUnit(10, 0x20), let hour = digits(11, 2),
      isUnit(13, 0x3a), let minute = digits(14, 2), isUnit(16, 0x3a), let second = digits(17, 2)
    else { return nil }
    var place = 19
    var fraction: UInt64 = 0
    if isUnit(place, 0x2e) {
      place += 1
      var scale: UInt64 = FileTime.ticksPerSecond / 10
      while let digit = digits(place, 1) {
        fraction += UInt64(digit) * scale
        scale /= 10
        place += 1
      }
    }
    if isUnit(place, 0x5a) { place += 1 }
    guard place == units.count else { return nil }
    return FileTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      fraction: fraction)
  }

  /// Whether the text is a GUID, with or without braces.
  static func isGUID(_ units: [UInt16]) -> Bool {
    let isBraced = units.first == 0x7b && units.last == 0x7d
    let inner = isBraced ? units.dropFirst().dropLast() : units[...]
    guard inner.count == 36 else { return false }
    return inner.enumerated().allSatisfy { place, unit in
      switch place {
      case 8, 13, 18, 23: unit == 0x2d
      default:
        (0x30...0x39).contains(unit) || (0x41...0x46).contains(unit) || (0x61...0x66).contains(unit)
      }
    }
  }
}
