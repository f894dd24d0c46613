import ByteIO
import EVTX
import TestSupport

@testable import EventTables

/// Events as a text file has them: a head `[provider|event|channel|time|element of UserData]`, then a field a
/// line; ⏎ is a line's end inside a value.
func events(ofText text: String) throws -> [StandardEvent] {
  var events: [StandardEvent] = []
  for block in text.split(separator: "\n\n") {
    let lines = block.split(separator: "\n")
    guard let head = lines.first?.dropFirst().dropLast() else { continue }
    let parts = head.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, let number = UInt16(parts[1]), let time = time(parts[3]) else {
      throw EventTextError(line: String(lines[0]))
    }
    var fields: [(name: String, value: EventValue)] = []
    for line in lines.dropFirst() {
      guard let place = line.firstIndex(of: "=") else { throw EventTextError(line: String(line)) }
      let value = line[line.index(after: place)...].replacing("⏎", with: "\r\n")
      fields.append((String(line[..<place]), .string(String(value))))
    }
    let event = StandardEvent(
      provider: parts[0], eventID: number, channel: parts[2], computer: "HOST1.corp.example",
      time: time, data: parts[4].isEmpty ? fields : [])
    events.append(
      parts[4].isEmpty
        ? event : event.withUserData(parts[4], namespace: "http://example.test/", fields))
  }
  return events
}

/// A line that is no part of an event.
struct EventTextError: Error {
  var line: String
}

private func time(_ text: String) -> FileTime? {
  Array(text.utf8).withSpan { LedgerText.time($0) }
}

extension [UInt8] {
  func withSpan<Result>(_ body: (RawSpan) -> Result) -> Result { body(rawSpan) }
}

/// The events of Goldens/mapping-events.txt: one at least for each mapping.
func goldenEvents() throws -> [StandardEvent] {
  try events(
    ofText: String(decoding: readFile("\(mappingGoldens)/mapping-events.txt"), as: UTF8.self))
}

/// Where goldens lie.
let mappingGoldens =
  "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Goldens"
