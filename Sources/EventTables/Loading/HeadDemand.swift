internal import ByteIO
internal import EVTX
internal import Tabular

/// The part of a table's ``RowDemand`` that the head of an event decides, before any field is printed: for the
/// tables that hold events as they are.
///
/// What the head shows must be what the row will hold; where that is not certain, the event passes.
struct HeadDemand: Sendable {
  /// The conditions of one request, by what decides them.
  private struct Alternative: Sendable {
    var computer: [CellTest] = []
    var channel: [CellTest] = []
    var provider: [CellTest] = []
    var eventID: [CellTest] = []
    var time: [CellTest] = []
  }

  private let alternatives: [Alternative]
  /// The places of all alternatives.
  let all: [Int]
  /// Whether the name of the table's provider is that of the old interface where an event has one.
  private let prefersSourceName: Bool

  /// The part of `demand`, of a table of events, that heads decide.
  init(_ demand: RowDemand, _ schema: TableSchema) {
    let isEvent = schema.name == "Event"
    prefersSourceName = isEvent
    let computer = schema.index(of: "Computer")
    let channel = schema.index(of: isEvent ? "EventLog" : "Channel")
    let provider = schema.index(
      of: isEvent ? "Source" : schema.name == "SecurityEvent" ? "EventSourceName" : "Provider")
    let eventID = schema.index(of: "EventID")
    let time = schema.index(of: "TimeGenerated")
    alternatives = demand.alternatives.map { tests in
      var alternative = Alternative()
      for entry in tests {
        switch entry.column {
        case computer: alternative.computer.append(entry.test)
        case channel: alternative.channel.append(entry.test)
        case provider: alternative.provider.append(entry.test)
        case eventID: alternative.eventID.append(entry.test)
        case time: alternative.time.append(entry.test)
        default: break
        }
      }
      return alternative
    }
    all = Array(alternatives.indices)
  }

  /// Whether every event passes.
  var isEmpty: Bool { alternatives.isEmpty }

  /// The alternatives that events of a computer and channel may fulfil.
  func alternatives(computer: String, channel: String) -> [Int] {
    all.filter { place in
      Self.passes(alternatives[place].computer, computer)
        && Self.passes(alternatives[place].channel, channel)
    }
  }

  /// The alternatives that events of a shape may fulfil.
  func alternatives(of shape: EventShape) -> [Int] {
    guard let provider = shape.provider,
      !prefersSourceName || shape.fields[SystemField.eventSourceName.rawValue].isNull
    else { return all }
    return all.filter { Self.passes(alternatives[$0].provider, provider) }
  }

  /// Whether an event may fulfil any alternative that is among both.
  func admits(_ head: borrowing EventHead, _ origin: [Int], _ shape: [Int]) -> Bool {
    if alternatives.isEmpty { return true }
    let number = Self.eventID(head)
    let time = Ticks.dateTime(head.timeCreated)
    for place in origin where shape.contains(place) {
      let alternative = alternatives[place]
      if let number, !alternative.eventID.allSatisfy({ $0.passes(number) }) { continue }
      if alternative.time.allSatisfy({ test in time.map { test.passes($0) } ?? test.passesNull }) {
        return true
      }
    }
    return false
  }

  /// Whether events of these times, from the earliest to the latest, may fulfil any alternative of `places`.
  func mayAdmit(times: ClosedRange<Int64>, _ places: [Int]) -> Bool {
    alternatives.isEmpty
      || places.contains { alternatives[$0].time.allSatisfy { $0.mayPass(anyOf: times) } }
  }

  private static func passes(_ tests: [CellTest], _ text: String) -> Bool {
    let bytes = [UInt8](text.utf8)
    // Printable ASCII is printed as it is.
    guard !bytes.isEmpty, bytes.allSatisfy({ 0x20...0x7e ~= $0 }) else { return true }
    return tests.allSatisfy { $0.passes(bytes.rawSpan) }
  }

  /// The event identifier where it is certainly the number that the row will hold.
  private static func eventID(_ head: borrowing EventHead) -> Int64? {
    guard let number = head.eventID, number <= UInt16.max else { return nil }
    let field = head.shape.fields[SystemField.eventID.rawValue]
    // Unsigned integers of MS-EVEN6 2.2.12 are printed as digits, and texts are digits.
    switch field.type {
    case 0x04, 0x06, 0x08, 0x0a: return Int64(number)
    default: return field.isText ? Int64(number) : nil
    }
  }
}
