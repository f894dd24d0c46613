/// Punycode of one label. Source: RFC 3492, sections 5 and 6; dataexplorer-docs, query/punycode-*-function.md.
private enum Punycode {
  private static let base: Int64 = 36

  /// The bias of the next number.
  private static func adapted(_ delta: Int64, _ count: Int64, isFirst: Bool) -> Int64 {
    var delta = delta / (isFirst ? 700 : 2)
    delta += delta / count
    var bias: Int64 = 0
    while delta > 455 {
      delta /= 35
      bias += base
    }
    return bias + 36 * delta / (delta + 38)
  }

  private static func threshold(_ place: Int64, _ bias: Int64) -> Int64 {
    min(max(place - bias, 1), 26)
  }

  /// The code of a text; nil for one of ASCII alone, of which the pages show none.
  static func encoded(_ text: [UInt8]) -> [UInt8]? {
    let points = String(decoding: text, as: UTF8.self).unicodeScalars.map { Int64($0.value) }
    // A DNS label has 63 characters.
    guard points.count <= 1_000, points.contains(where: { $0 >= 0x80 }) else { return nil }
    var output = points.filter { $0 < 0x80 }.map { UInt8(truncatingIfNeeded: $0) }
    let basic = Int64(output.count)
    if basic > 0 { output.append(0x2d) }
    var (last, delta, bias, handled) = (Int64(0x80), Int64(0), Int64(72), basic)
    while handled < Int64(points.count) {
      guard let next = points.filter({ $0 >= last }).min() else { return nil }
      delta += (next - last) * (handled + 1)
      last = next
      for point in points {
        if point < last { delta += 1 }
        guard point == last else { continue }
        var rest = delta
        var place = base
        while true {
          let least = threshold(place, bias)
          if rest < least { break }
          output.append(digit(least + (rest - least) % (base - least)))
          rest = (rest - least) / (base - least)
          place += base
        }
        output.append(digit(rest))
        bias = adapted(delta, handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      last += 1
    }
    return output
  }

  private static func digit(_ value: Int64) -> UInt8 {
    UInt8(truncatingIfNeeded: value < 26 ? 0x61 + value : 0x30 + value - 26)
  }

  /// The text of a code; nil for what is none.
  static func decoded(_ code: [UInt8]) -> [UInt8]? {
    guard code.count <= 4_000, code.allSatisfy({ $0 < 0x80 }) else { return nil }
    let split = code.lastIndex(of: 0x2d)
    var points = (split.map { code[..<$0] } ?? []).map { Int64($0) }
    var (last, place, bias) = (Int64(0x80), Int64(0), Int64(72))
    var at = split.map { $0 + 1 } ?? 0
    while at < code.count {
      let start = place
      var weight: Int64 = 1
      var column = base
      while true {
        guard at < code.count else { return nil }
        let byte = code[at] | 0x20
        at += 1
        let value: Int64
        switch byte {
        case 0x61...0x7a: value = Int64(byte) - 0x61
        case 0x30...0x39: value = Int64(byte) - 0x30 + 26
        default: return nil
        }
        // Above what a point could need: 0x10ffff times the length.
        guard weight < 1 << 40, place < 1 << 40 else { return nil }
        place += value * weight
        let least = threshold(column, bias)
        if value < least { break }
        weight *= base - least
        column += base
      }
      let count = Int64(points.count) + 1
      bias = adapted(place - start, count, isFirst: start == 0)
      last += place / count
      place %= count
      guard last <= 0x10ffff, Unicode.Scalar(UInt32(last)) != nil else { return nil }
      points.insert(last, at: Int(place))
      place += 1
    }
    var text = String.UnicodeScalarView()
    for point in points {
      guard let scalar = Unicode.Scalar(UInt32(point)) else { return nil }
      text.append(scalar)
    }
    return Array(String(text).utf8)
  }
}

/// Punycode. Of domains the page shows values that are no domains, so those functions are refused.
let punycodeKernels: [String: Kernel] = [
  "punycode_from_string": { _ in
    { (arguments) throws(Refusal) in
      guard let code = Punycode.encoded(arguments[0].text) else {
        throw Refusal("punycode_from_string is supported for labels that are not ASCII only")
      }
      return .string(code)
    }
  },
  "punycode_to_string": { _ in
    { (arguments) throws(Refusal) in
      guard let text = Punycode.decoded(arguments[0].text) else {
        throw Refusal("what punycode_to_string gives for a text that is no punycode is not known")
      }
      return .string(text)
    }
  },
]
