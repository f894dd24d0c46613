import ByteIO
import EVTX
import Evidence
import TestSupport
import Testing

@testable import EventTables

/// Events as CSV with EvtxECmd's columns.
@Suite struct EventCSVTests {
  private final class Lines: LogReadingDelegate {
    var bytes: [UInt8] = []
    func reading(didDecode bytes: RawSpan) { self.bytes.append(copying: bytes) }
    func reading(didMeet problem: EvidenceError) {}
    func reading(didMeet error: EVTXError, in source: LogSource) {}
    func reading(didRead report: ChunkReport, of source: LogSource, product: ChunkProduct) {}
    func reading(willRead source: LogSource) {}
    func reading(didFinish log: FinishedLog) {}
  }

  private func csv(_ log: [UInt8], raw: Bool = false) throws -> [String] {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/x.evtx"
    try writeFile(log, to: path)
    let options = DecodeOptions(format: .fields)
    let lines = Lines()
    try LogReading(
      [.path(EvidencePath(path))], finderOptions: LogFinderOptions(), options: options,
      threadCount: 2, makeWorker: { EventCSVWorker(options, raw: raw) }
    ).run(lines)
    return String(decoding: lines.bytes, as: UTF8.self).replacing(path, with: "PATH")
      .split(separator: "\r\n").map(String.init)
  }

  @Test func `the header has EvtxECmd's columns`() {
    #expect(
      String(decoding: EventCSVWorker.header, as: UTF8.self)
        == "RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,ThreadId,"
        + "Computer,ChunkNumber,UserId,MapDescription,UserName,RemoteHost,PayloadData1,PayloadData2,"
        + "PayloadData3,PayloadData4,PayloadData5,PayloadData6,ExecutableInfo,HiddenRecord,SourceFile,"
        + "Keywords,ExtraDataOffset,Payload\r\n")
  }

  @Test func `every event is a line`() throws {
    for (_, log) in HostLogs.make(eventCount: 500) {
      let lines = try csv(log)
      #expect(!lines.isEmpty)
      #expect(lines.allSatisfy { $0.contains(",PATH,") && $0.hasSuffix("}\"") })
    }
  }
}
