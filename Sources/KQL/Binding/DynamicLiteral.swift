internal import ByteIO
internal import Tabular

/// The JSON of `dynamic(...)`.
///
/// A typed literal inside becomes what `tostring` gives, as a string. Members stay in their order; of a name
/// that stands twice the last counts. Source: dataexplorer-docs, query/scalar-data-types/dynamic.md.
enum DynamicLiteral {
  /// nil for a literal inside that is no value of its type. Recurses as deep as the parser allows.
  static func json(_ syntax: DynamicSyntax) -> String? {
    switch syntax.kind {
    case .null: return "null"
    case .scalar(let literal): return json(literal)
    case .array(let elements):
      var parts: [String] = []
      for element in elements {
        guard let part = json(element) else { return nil }
        parts.append(part)
      }
      return "[" + parts.joined(separator: ",") + "]"
    case .bag(let members):
      var parts: [String] = []
      var places: [ColumnName: Int] = [:]
      for member in members {
        guard let value = json(member.value) else { return nil }
        let text = quoted(member.name) + ":" + value
        let key = ColumnName(member.name)
        if let place = places[key] {
          parts[place] = text
        } else {
          places[key] = parts.count
          parts.append(text)
        }
      }
      return "{" + parts.joined(separator: ",") + "}"
    }
  }

  private static func json(_ literal: LiteralValue) -> String? {
    switch literal {
    case .real(let value): return value.isFinite ? "\(value)" : quoted("\(value)")
    case .decimal(let digits): return quoted(digits)
    case .guid(let text): return quoted(text)
    default: break
    }
    guard let constant = Constant(literal) else { return nil }
    switch constant.value {
    case .null: return "null"
    case .bool(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .string(let text): return quoted(text)
    case .dateTime(let ticks): return quoted(Constant.written { $0.appendDateTime(ticks) })
    case .timeSpan(let ticks): return quoted(Constant.written { $0.appendTimeSpan(ticks) })
    default: return nil
    }
  }

  /// A string of JSON.
  static func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}
