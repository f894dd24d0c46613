internal import ByteIO
internal import Tabular

/// Small pieces of JSON.
enum JSONString {
  /// A text in quotes, with escapes.
  static func quoted(_ text: String) -> String {
    var buffer = TextBuffer(capacity: text.utf8.count + 2)
    buffer.appendJSONString([UInt8](text.utf8).rawSpan)
    return buffer.string
  }

  /// A datetime in quotes.
  static func time(_ ticks: Int64) -> String { "\"" + timeText(ticks) + "\"" }

  /// A datetime as Kusto writes it.
  static func timeText(_ ticks: Int64) -> String {
    var buffer = TextBuffer(capacity: 32)
    buffer.appendDateTime(min(max(0, ticks), Ticks.latest))
    return buffer.string
  }

  /// An array of texts.
  static func array(_ texts: [String]) -> String {
    "[" + texts.map(quoted).joined(separator: ",") + "]"
  }
}
