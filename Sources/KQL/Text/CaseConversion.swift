extension Text {
  /// `tolower`: each character by its simple mapping, as .NET's invariant culture has it.
  ///
  /// Full-width letters are converted and the Turkish İ stays (recorded answers for the first; the
  /// second is a guess after .NET).
  static func lowercased(_ text: Span<UInt8>) -> [UInt8] { mapped(text, UnicodeData.lower) }

  /// `toupper`: each character by its simple mapping; ß stays.
  static func uppercased(_ text: Span<UInt8>) -> [UInt8] { mapped(text, UnicodeData.upper) }

  /// A text with each character mapped to another; bytes that are not UTF-8 stay.
  static func mapped(_ text: Span<UInt8>, _ mapping: CaseMapping) -> [UInt8] {
    if isASCII(text) {
      // Lower case and folding take 32 from nothing; upper case takes it from a.
      let isUpper = mapping(0x61) != 0x61
      return [UInt8](capacity: text.count) { output in
        for index in 0..<text.count {
          let byte = text[index]
          let isLetter = byte &- (isUpper ? 0x61 : 0x41) < 26
          output.append(isLetter ? byte ^ 0x20 : byte)
        }
      }
    }
    var result: [UInt8] = []
    result.reserveCapacity(text.count + 8)
    var at = 0
    while at < text.count {
      let decoded = text.decodePoint(at: at)
      if decoded.isValid {
        result.append(point: mapping(decoded.point))
      } else {
        result.append(text[at])
      }
      at += decoded.length
    }
    return result
  }
}
