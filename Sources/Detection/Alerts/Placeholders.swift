/// Texts with `{{column}}` where values of a row go.
enum Placeholders {
  /// The columns that a format names, in their order.
  static func columns(of format: String) -> [String] {
    parts(of: format).compactMap { if case .column(let name) = $0 { name } else { nil } }
  }

  /// The format with values in it. What names no column stays as it is.
  static func fill(_ format: String, _ value: (String) -> String?) -> String {
    var text = ""
    for part in parts(of: format) {
      switch part {
      case .text(let piece): text += piece
      case .column(let name): text += value(name) ?? "{{\(name)}}"
      }
    }
    return text
  }

  private enum Part {
    case text(String)
    case column(String)
  }

  private static func parts(of format: String) -> [Part] {
    var parts: [Part] = []
    var rest = Substring(format)
    while let open = rest.firstRange(of: "{{"),
      let close = rest[open.upperBound...].firstRange(of: "}}")
    {
      if open.lowerBound > rest.startIndex {
        parts.append(.text(String(rest[rest.startIndex..<open.lowerBound])))
      }
      let name = RuleReader.trimmed(String(rest[open.upperBound..<close.lowerBound]))
      parts.append(.column(name))
      rest = rest[close.upperBound...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return parts
  }
}
