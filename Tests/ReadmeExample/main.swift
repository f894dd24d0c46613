import ByteIO
import EVTX

let log = try EventLog(FileByteSource(path: "Security.evtx"))
var decoder = EventDecoder(DecodeOptions(format: .jsonl))
var output = OutputBuffer()
var locator = log.makeLocator()
let chunk = LoadedChunk()
while locator.next(into: chunk) {
  let report = decoder.decode(chunk, context: DecodeContext(), into: &output)
  print(report.eventCount, report.errors.count)
}
