internal import ByteIO

extension OutputBuffer {
  /// Appends the shortest decimal text that reads back as the same value.
  ///
  /// No Windows-made sample of a real exists; the shortest form is exact and what other parsers print
  /// (`3199.234`, `0.0`). Infinities are spelt as XML Schema spells them in XML and as Kusto does in
  /// JSON, where they and NaN are strings.
  mutating func appendReal(_ text: String, isFinite: Bool, isNaN: Bool, form: RealForm) {
    if isFinite { return append([UInt8](text.utf8).rawSpan) }
    if form == .jsonValue { append("\"") }
    if text.utf8.first == 0x2d, !isNaN { append("-") }
    if isNaN { append("NaN") } else if form == .xml { append("INF") } else { append("Infinity") }
    if form == .jsonValue { append("\"") }
  }

  /// Appends a 32-bit IEEE 754 value.
  mutating func appendReal32(_ bits: UInt32, form: RealForm) {
    let value = Float(bitPattern: bits)
    appendReal(value.description, isFinite: value.isFinite, isNaN: value.isNaN, form: form)
  }

  /// Appends a 64-bit IEEE 754 value.
  mutating func appendReal64(_ bits: UInt64, form: RealForm) {
    let value = Double(bitPattern: bits)
    appendReal(value.description, isFinite: value.isFinite, isNaN: value.isNaN, form: form)
  }
}

/// Where a real is printed.
enum RealForm {
  /// In XML.
  case xml
  /// As a JSON value of its own.
  case jsonValue
  /// Inside a JSON string.
  case jsonText
}
