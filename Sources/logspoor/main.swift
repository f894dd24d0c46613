import ByteIO
import EVTX
import Evidence

let arguments = CommandLine.arguments
let isXML = arguments.contains("xml")
let sink = FileByteSink.standardOutput()
let path = arguments.last!
var decoder = EventDecoder(DecodeOptions(format: isXML ? .xml : .jsonl))
var output = OutputBuffer(capacity: 1 << 20)
if isXML { try sink.write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Events>\n") }
for item in LogFinder(paths: [EvidencePath(path)]) {
  guard case .log(let logSource) = item else { continue }
  let log = try EventLog(logSource.source)
  let context = DecodeContext()
  var locator = log.makeLocator()
  while let location = locator.next() {
    let report = decoder.decode(location, of: log, context: context, into: &output)
    for error in report.errors { try FileByteSink.standardError().write("\(error.message)\n") }
    if output.count > 1 << 18 {
      try sink.write(output.bytes)
      output.truncate(to: 0)
    }
  }
}
try sink.write(output.bytes)
if isXML { try sink.write("</Events>\n") }
