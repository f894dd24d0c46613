internal import ByteIO
internal import EVTX

/// Which fields of a shape go to which of EvtxECmd's columns.
final class EventCSVPlan {
  /// Fields with an account, the likeliest first.
  let accounts: [(domain: Int?, name: Int)]
  /// Fields with the name of another machine, and with its address.
  let hosts: [Int]
  let addresses: [Int]
  /// Fields with a program or what started it.
  let executables: [Int]
  /// The payload's fields and their names.
  let payload: [Int]
  let names: [[UInt8]]
  /// Fields that PayloadData leaves out: they say what other columns say.
  let neverShown: Set<Int>
  /// Knows the first line of the events' messages.
  let titles: TitleMemo
  private let isEventData: Bool

  init(_ shape: EventShape) {
    func index(_ name: String) -> Int? {
      shape.index(of: name)
        ?? shape.fields.firstIndex { $0.part == .userData && $0.leafName == name }
    }
    func indices(_ names: [String]) -> [Int] { names.compactMap(index) }
    accounts = [
      ("SubjectDomainName", "SubjectUserName"), ("", "User"),
      ("TargetDomainName", "TargetUserName"),
      ("", "AccountName"), ("", "UserName"), ("", "SourceUser"),
    ].compactMap { domain, name in
      index(name).map { (domain: domain.isEmpty ? nil : index(domain), name: $0) }
    }
    hosts = indices(["WorkstationName", "Workstation", "DestinationHostname", "ClientName"])
    addresses = indices([
      "IpAddress", "ClientAddress", "DestinationIp", "DestAddress", "Address", "SourceAddress",
    ])
    executables = indices([
      "CommandLine", "ServiceFileName", "ImagePath", "NewProcessName", "ImageLoaded", "Image",
      "ProcessName", "Application", "HostApplication", "Path",
    ])
    payload = shape.fields.indices.filter { shape.fields[$0].part != .system }
    names = payload.map { [UInt8](shape.fields[$0].leafName.utf8) }
    neverShown = Set(indices(["RuleName", "UtcTime"]))
    titles = TitleMemo(.embedded, provider: shape.provider)
    isEventData = shape.has(.eventData) || !shape.has(.userData)
  }

  /// Appends the payload: `{"EventData":{"Data":[{"@Name":"a","#text":"b"}]}}`, or `{"UserData":{"a":"b"}}`.
  func appendJSON(_ record: borrowing FieldRecord, to json: inout TextBuffer) {
    json.append(isEventData ? "{\"EventData\":{\"Data\":[" : "{\"UserData\":{")
    for (place, field) in payload.enumerated() {
      if place > 0 { json.append(0x2c) }
      if isEventData { json.append("{\"@Name\":") }
      let name = names[place]
      json.appendJSONString(name.rawSpan)
      json.append(isEventData ? ",\"#text\":" : ":")
      json.appendJSONString(record[field])
      if isEventData { json.append(0x7d) }
    }
    json.append(isEventData ? "]}}" : "}}")
  }
}
