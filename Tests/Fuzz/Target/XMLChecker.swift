/// Makes sure that a line is well-formed XML (XML 1.0): tags nest, nothing is raw that must not be.
///
/// Not checked: that namespace prefixes are declared.
struct XMLChecker {
  private let line: [UInt8]
  private var place = 0
  private var open: [ArraySlice<UInt8>] = []

  init(_ line: ArraySlice<UInt8>) { self.line = Array(line) }

  /// What is wrong, or nil.
  mutating func problem() -> String? {
    var elementCount = 0
    while place < line.count {
      if starts("<!--") {
        guard pass("-->") else { return "XML: comment without an end" }
      } else if starts("<![CDATA[") {
        guard !open.isEmpty, pass("]]>") else { return "XML: bad CDATA section" }
      } else if starts("<?") {
        place += 2
        guard let name = name(), String(decoding: name, as: UTF8.self).lowercased() != "xml",
          pass("?>")
        else { return "XML: bad instruction" }
      } else if starts("</") {
        place += 2
        guard let name = name(), name == open.popLast(), take(0x3e) else {
          return "XML: bad end tag at \(place)"
        }
      } else if line[place] == 0x3c {
        elementCount += 1
        guard startTag() else { return "XML: bad start tag at \(place)" }
      } else {
        guard !open.isEmpty, text(until: 0x3c) else { return "XML: bad text at \(place)" }
      }
    }
    if !open.isEmpty { return "XML: \(open.count) elements without an end" }
    return elementCount > 0 ? nil : "XML: no element"
  }

  private func starts(_ word: StaticString) -> Bool {
    guard line.count - place >= word.utf8CodeUnitCount else { return false }
    // A static string is valid for its length.
    return (0..<word.utf8CodeUnitCount).allSatisfy { unsafe line[place + $0] == word.utf8Start[$0] }
  }

  private mutating func pass(_ end: StaticString) -> Bool {
    while place < line.count {
      if starts(end) {
        place += end.utf8CodeUnitCount
        return true
      }
      guard character() else { return false }
    }
    return false
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard place < line.count, line[place] == byte else { return false }
    place += 1
    return true
  }

  /// One byte that XML allows; of U+FFFE and U+FFFF the last.
  private mutating func character() -> Bool {
    let byte = line[place]
    if byte < 0x20, byte != 0x09 { return false }
    if byte == 0xef, line.count - place >= 3, line[place + 1] == 0xbf, line[place + 2] >= 0xbe {
      return false
    }
    place += 1
    return true
  }

  private mutating func name() -> ArraySlice<UInt8>? {
    let start = place
    while place < line.count, line[place] > 0x20, !"<>&'\"/=?!".utf8.contains(line[place]) {
      place += 1
    }
    guard start < place, !(0x2d...0x39).contains(line[start]) else { return nil }
    return line[start..<place]
  }

  private mutating func startTag() -> Bool {
    place += 1
    guard let name = name() else { return false }
    var names: Set<ArraySlice<UInt8>> = []
    while take(0x20) {
      guard let attribute = self.name(), names.insert(attribute).inserted, take(0x3d), take(0x27),
        text(until: 0x27), take(0x27)
      else {
        return false
      }
    }
    if take(0x2f) { return take(0x3e) }
    open.append(name)
    return take(0x3e)
  }

  private mutating func text(until end: UInt8) -> Bool {
    while place < line.count, line[place] != end {
      switch line[place] {
      case 0x3c, 0x3e: return false
      case 0x26:
        place += 1
        let isNumber = take(0x23)
        let start = place
        while place < line.count, line[place] != 0x3b, place - start < 8 { place += 1 }
        let word = String(decoding: line[start..<place], as: UTF8.self)
        guard isNumber ? Int(word) != nil : ["lt", "gt", "amp", "quot", "apos"].contains(word),
          take(0x3b)
        else { return false }
      default: guard character() else { return false }
      }
    }
    return true
  }
}
