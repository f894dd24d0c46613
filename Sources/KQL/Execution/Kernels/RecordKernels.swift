/// The fields of the first record of a text of comma-separated values (RFC 4180).
///
/// A field in quotes may hold commas, line ends and doubled quotes. Quotes elsewhere are refused: which text they
/// stand for is not written.
private func fields(_ text: [UInt8]) throws(Refusal) -> [JSON] {
  let odd = Refusal("parse_csv is supported for quotes around whole fields only")
  if text.isEmpty { throw Refusal("parse_csv of an empty text is not supported") }
  var fields: [JSON] = []
  var at = 0
  while true {
    var field: [UInt8] = []
    if at < text.count, text[at] == 0x22 {
      at += 1
      while true {
        guard at < text.count else { throw odd }
        if text[at] == 0x22 {
          at += 1
          guard at < text.count, text[at] == 0x22 else { break }
        }
        field.append(text[at])
        at += 1
      }
    } else {
      while at < text.count, ![0x2c, 0x0a, 0x0d].contains(text[at]) {
        if text[at] == 0x22 { throw odd }
        field.append(text[at])
        at += 1
      }
    }
    fields.append(.string(field))
    guard at < text.count, ![0x0a, 0x0d].contains(text[at]) else { return fields }
    guard text[at] == 0x2c else { throw odd }
    at += 1
  }
}

/// The parts of a version of at most four, as one number that grows with it; nil for another text.
///
/// Each part takes eight digits, the first the highest; parts that are not there are 0. Source: dataexplorer-docs,
/// query/parse-version-function.md.
private func version(_ text: [UInt8]) -> Datum {
  let parts = text.split(separator: 0x2e, omittingEmptySubsequences: false)
  guard (1...4).contains(parts.count) else { return .null }
  var digits: [UInt8] = []
  for index in 0..<4 {
    let part = index < parts.count ? Array(parts[index]) : [0x30]
    guard (1...8).contains(part.count), part.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      return .null
    }
    digits += Array(repeating: 0x30, count: 8 - part.count) + part
  }
  return Conversion.decimal(.string(digits))
}

/// Texts of parts between separators. Source: dataexplorer-docs, query/parse-csv-function.md.
let recordKernels: [String: Kernel] = [
  "parse_csv": { _ in
    { (arguments) throws(Refusal) in .dynamic(.array(try fields(arguments[0].text))) }
  },
  "parse_version": { _ in { version($0[0].text) } },
]
