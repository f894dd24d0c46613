// The library alone, without files of output and without threads: chunks of logs to text in memory.
//
//     decode-benchmark LOG...
//
// Prints, for each format, the best of five passes over all logs.
import ByteIO
import EVTX

let paths = CommandLine.arguments.dropFirst()
guard !paths.isEmpty else {
  print("usage: decode-benchmark LOG...")
  throw CancellationError()
}

/// What one pass over the logs gave.
struct Pass {
  var events = 0
  var chunks = 0
  var outputByteCount = 0
  var duration = Duration.zero
}

func run(_ format: EventFormat) throws -> Pass {
  var pass = Pass()
  let clock = ContinuousClock()
  let start = clock.now
  var decoder = EventDecoder(DecodeOptions(format: format))
  var output = OutputBuffer()
  let chunk = LoadedChunk()
  for path in paths {
    let log = try EventLog(FileByteSource(path: path))
    var locator = log.makeLocator()
    while locator.next(into: chunk) {
      let report = decoder.decode(chunk, context: DecodeContext(), into: &output)
      pass.events += report.eventCount
      pass.chunks += 1
      pass.outputByteCount += output.count
      output.truncate(to: 0)
    }
  }
  pass.duration = clock.now - start
  return pass
}

/// A whole number of megabytes a second.
func rate(_ byteCount: Int, _ duration: Duration) -> Int {
  let seconds =
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  return Int(Double(byteCount) / 1e6 / seconds)
}

for (name, format) in [("jsonl", EventFormat.jsonl), ("xml", .xml), ("fields", .none)] {
  var best: Pass?
  for _ in 0..<5 {
    let pass = try run(format)
    if let known = best, known.duration <= pass.duration { continue }
    best = pass
  }
  guard let best else { continue }
  print(
    "\(name): \(best.events) events, \(rate(best.chunks * Chunk.size, best.duration)) MB/s in, "
      + "\(rate(best.outputByteCount, best.duration)) MB/s out")
}
