internal import ByteIO
internal import EVTX
internal import Tabular

/// What the tables that hold events as they are have in common: Event, SecurityEvent and WindowsEvent.
///
/// Nothing here is cleaned or guessed: rules are written for the raw values.
enum LogTable {
  /// Their names.
  static let names: Set<String> = ["Event", "SecurityEvent", "WindowsEvent"]

  /// The name of a level: LogAlways counts as information.
  static func levelName(_ level: UInt64) -> StaticString {
    switch level {
    case 1: "Critical"
    case 2: "Error"
    case 3: "Warning"
    case 5: "Verbose"
    default: "Information"
    }
  }

  /// The namespace of events, which the payload has by itself once it stands alone.
  static let namespace: StaticString = "http://schemas.microsoft.com/win/2004/08/events/event"
}

extension RowBuffer {
  /// Sets a string to the text of a field; leaves it null when the event lacks the field.
  mutating func setString(_ column: Int?, _ field: SystemField, _ record: borrowing FieldRecord) {
    guard let column else { return }
    setString(column, field: field.rawValue, record)
  }

  /// Sets a string to the text of a field; leaves it null when that is empty.
  mutating func setString(_ column: Int, field: Int, _ record: borrowing FieldRecord) {
    if form == .json {
      let range = record.jsonRange(field)
      if range.start < range.end {
        setEscaped(column, record.jsonTexts, from: range.start, to: range.end)
      }
    } else {
      let text = record[field]
      if !text.isEmpty { setString(column, text) }
    }
  }

  /// Appends the text of a field to the string that was begun.
  mutating func append(field: Int, _ record: borrowing FieldRecord) {
    if form == .json {
      let range = record.jsonRange(field)
      let texts = record.jsonTexts
      withText { $0.append(padded: texts, from: range.start, to: range.end) }
    } else {
      append(record[field])
    }
  }

  /// Sets an int to the number in a field; leaves it null when there is none.
  mutating func setInteger(_ column: Int?, _ field: SystemField, _ record: borrowing FieldRecord) {
    guard let column, let number = FieldText.number(record[field]) else { return }
    setInteger(column, number)
  }
}
