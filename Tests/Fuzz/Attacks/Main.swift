import ByteIO
import EVTX
import Evidence
import Glibc

/// `attack` lists the attacks; `attack NAME jsonl|xml [KIBIBYTES]` decodes one on a stack of that
/// size; `attack NAME write FILE` writes its log.
///
/// Ends with 1 when a log takes too much time or memory.
@main
enum Main {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2, let attack = attacks.first(where: { $0.name == arguments[1] })
    else {
      for attack in attacks { print(attack.name) }
      return
    }
    let bytes = attack.make()
    if arguments.count > 3, arguments[2] == "write" {
      let file = unsafe fopen(arguments[3], "w")
      _ = unsafe fwrite(bytes, 1, bytes.count, file)
      _ = unsafe fclose(file)
      return
    }
    let format: EventFormat = arguments.count > 2 && arguments[2] == "xml" ? .xml : .jsonl
    let stackSize = arguments.count > 3 ? Int(arguments[3]) ?? 2_048 : 2_048
    runThreads(1, stackSize: stackSize << 10) { _ in
      let start = seconds()
      let (lines, size, failures) = decode(bytes, format)
      let milliseconds = Int((seconds() - start) * 1_000)
      let mebibytes = peakKiB() >> 10
      print(
        "\(attack.name) \(format): \(milliseconds) ms, \(mebibytes) MiB, \(lines) events, "
          + "\(failures) failed, \(size) bytes")
      // A second for a chunk, and what reading so many costs.
      if milliseconds > 1_000 + bytes.count >> 14 || mebibytes > 256 { exit(1) }
    }
  }

  private static func decode(_ bytes: [UInt8], _ format: EventFormat) -> (Int, Int, Int) {
    var lines = 0
    var size = 0
    var failures = 0
    do {
      let log = try EventLog(MemoryByteSource(bytes))
      var decoder = EventDecoder(DecodeOptions(format: format))
      var output = OutputBuffer()
      var locator = log.makeLocator()
      var tracker = LogTracker()
      let context = DecodeContext(templates: LostTemplates(nil, own: log.source))
      let chunk = LoadedChunk()
      while locator.next(into: chunk) {
        let report = decoder.decode(chunk, context: context, into: &output)
        _ = tracker.add(report, chunk.location)
        lines += report.eventCount
        failures += report.failedCount
        size += output.count
        output.truncate(to: 0)
      }
      _ = tracker.finish()
    } catch {
      print("cannot read: \(error)")
    }
    return (lines, size, failures)
  }

  private static func seconds() -> Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func peakKiB() -> Int {
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
  }
}
