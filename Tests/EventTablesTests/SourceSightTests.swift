import Testing

@testable import EventTables

@Suite struct SourceSightTests {
  private func sight(_ channel: String, _ events: [(id: UInt64, time: UInt64)]) -> SourceSight {
    var sight = SourceSight(channel: channel)
    for event in events { sight.note(event.id, at: event.time) }
    return sight
  }

  @Test func `events that detections need are counted with their first and last time`() {
    let found = sight("SECURITY", [(4624, 20), (4625, 25), (4624, 10), (4624, 30)])
    let logon = found.kinds.first { $0.eventID == 4624 }
    #expect(logon?.count == 3 && logon?.first == 10 && logon?.last == 30)
    #expect(found.kinds.first { $0.eventID == 4688 }?.count == 0)
    #expect(sight("Application", [(1, 5)]).kinds.isEmpty)
  }

  @Test func `the longest silence is found inside of chunks and between them`() {
    var found = sight("System", [(1, 10), (2, 15), (3, 12)])
    #expect(found.silence?.from == 10 && found.silence?.to == 15)
    found.add(sight("System", [(4, 40), (104, 45)]))
    #expect(found.silence?.from == 12 && found.silence?.to == 40)
    #expect(found.kinds.map(\.count) == [1])
    found.add(SourceSight(channel: "System"))
    found.add(sight("System", [(5, 100)]))
    #expect(found.silence?.from == 45 && found.silence?.to == 100)
  }

  @Test func `a clock that goes back makes no silence`() {
    #expect(sight("System", [(1, .max), (2, 0), (3, 0)]).silence == nil)
  }
}
