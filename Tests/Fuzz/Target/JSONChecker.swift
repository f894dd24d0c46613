/// Makes sure that a line is one JSON object (RFC 8259) that no terminal and no line reader misreads.
struct JSONChecker {
  private let line: [UInt8]
  private var place = 0

  init(_ line: ArraySlice<UInt8>) { self.line = Array(line) }

  /// What is wrong, or nil.
  mutating func problem() -> String? {
    guard next == 0x7b else { return "JSON: no object" }
    guard value(depth: 0) else { return "JSON: wrong at \(place)" }
    return place == line.count ? nil : "JSON: more behind the object, at \(place)"
  }

  private var next: UInt8? { place < line.count ? line[place] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    guard depth < 2_000 else { return false }
    switch next {
    case 0x7b: return list(close: 0x7d, depth: depth, hasKeys: true)
    case 0x5b: return list(close: 0x5d, depth: depth, hasKeys: false)
    case 0x22: return string()
    case 0x74: return word("true")
    case 0x66: return word("false")
    case 0x6e: return word("null")
    default: return number()
    }
  }

  private mutating func list(close: UInt8, depth: Int, hasKeys: Bool) -> Bool {
    place += 1
    if take(close) { return true }
    repeat {
      if hasKeys { guard string(), take(0x3a) else { return false } }
      guard value(depth: depth + 1) else { return false }
    } while take(0x2c)
    return take(close)
  }

  private mutating func word(_ word: String) -> Bool {
    for byte in word.utf8 { guard take(byte) else { return false } }
    return true
  }

  private mutating func digits() -> Bool {
    let start = place
    while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
    return place > start
  }

  private mutating func number() -> Bool {
    _ = take(0x2d)
    let start = place
    guard digits() else { return false }
    if line[start] == 0x30, place > start + 1 { return false }
    if take(0x2e) { guard digits() else { return false } }
    if take(0x65) || take(0x45) {
      if !take(0x2b) { _ = take(0x2d) }
      return digits()
    }
    return true
  }

  private mutating func string() -> Bool {
    guard take(0x22) else { return false }
    while let byte = next {
      place += 1
      switch byte {
      case 0x22: return true
      case 0x5c: guard escape() else { return false }
      case ..<0x20, 0x7f: return false
      // C1 controls and the two line ends of Unicode.
      case 0xc2: if let tail = next, tail < 0xa0 { return false }
      case 0xe2:
        if place + 1 < line.count, line[place] == 0x80, line[place + 1] & 0xfe == 0xa8 {
          return false
        }
      default: break
      }
    }
    return false
  }

  private mutating func escape() -> Bool {
    guard let byte = next else { return false }
    place += 1
    if byte != 0x75 { return "\"\\/bfnrt".utf8.contains(byte) }
    var unit = 0
    for _ in 0..<4 {
      guard let digit = next,
        let value = Unicode.Scalar(digit).properties.numericValue.map({ Int($0) })
          ?? ((0x61...0x66).contains(digit) ? Int(digit) - 0x57 : nil)
      else { return false }
      unit = unit << 4 | value
      place += 1
    }
    // Surrogates are never written as escapes.
    return unit & 0xf800 != 0xd800
  }
}
