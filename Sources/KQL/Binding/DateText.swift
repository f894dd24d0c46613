internal import ByteIO
internal import Tabular

/// Times as text, in the forms that Kusto reads: one place for literals and for `todatetime`.
///
/// ISO 8601 first; then `yyyy-M-d` and `M/d/yyyy` or `M-d-yyyy`, the month first, each with a clock behind or
/// without. Others that .NET reads are not read. Source: dataexplorer-docs, query/scalar-data-types/datetime.md,
/// and its examples.
enum DateText {
  /// The ticks since 0001-01-01 UTC; nil when the text spells no time.
  static func ticks(of text: String) -> Int64? {
    if let ticks = parsed(text) { return ticks }
    let halves = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard let date = halves.first else { return nil }
    let separator: Character = date.contains("/") ? "/" : "-"
    let parts = date.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3,
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 4 && $0.utf8.allSatisfy(\.isDigit) })
    else { return nil }
    let ordered: [String]
    if parts[0].utf8.count == 4, parts[1].utf8.count <= 2, parts[2].utf8.count <= 2 {
      ordered = parts
    } else if parts[2].utf8.count == 4, parts[0].utf8.count <= 2, parts[1].utf8.count <= 2 {
      ordered = [parts[2], parts[0], parts[1]]
    } else {
      return nil
    }
    let padded = ordered.map { $0.utf8.count == 1 ? "0" + $0 : $0 }.joined(separator: "-")
    return parsed(halves.count == 2 ? padded + " " + halves[1] : padded)
  }

  /// The ticks of `2025, 6, 14`, as literals may have it (query/startofweek-function.md).
  static func ticks(ofParts text: String) -> Int64? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.drop { $0 == " " } }
    guard parts.count == 3, parts[0].utf8.count == 4, parts.allSatisfy({ !$0.contains("-") }) else {
      return nil
    }
    return ticks(of: parts.joined(separator: "-"))
  }

  private static func parsed(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    return Ticks.parseDateTime(bytes.rawSpan, from: 0, to: bytes.count)
  }
}
