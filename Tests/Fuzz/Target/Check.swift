import ByteIO
import EVTX
import Glibc

/// What decoding a log gave.
private struct Decoded: Equatable {
  var text: [UInt8] = []
  var eventCount = 0
  var failedCount = 0
  var recordCount = 0
  var recoveredCount = 0
}

/// Decodes a log and makes sure that what must hold does.
///
/// Each input goes one of 16 ways, chosen by its bytes: more inputs a second find more. Kept seeds go
/// all of them, which the environment variable LOGSPOOR_EVERY_WAY asks for.
func checkLog(_ log: [UInt8], input: [UInt8]) {
  let source = MemoryByteSource(log)
  if unsafe getenv("LOGSPOOR_EVERY_WAY") != nil {
    for way in 0..<16 { check(source, way: way) }
  } else {
    check(source, way: Int(crc32(input.rawSpan, from: 0, to: input.count) & 15))
  }
}

private func check(_ source: MemoryByteSource, way choice: Int) {
  var options = DecodeOptions(format: choice & 1 == 0 ? .jsonl : .xml)
  options.recovery = choice & 2 == 0 ? .none : .all
  options.verifiesChecksums = choice & 4 != 0
  options.writesOffsets = choice & 8 != 0
  let fast = decode(source, options, passes: 2)
  options.keepsPrograms = false
  let slow = decode(source, options, passes: 1)
  guard fast[0] == slow[0] else { fail(difference("kept programs", fast[0], slow[0])) }
  guard fast[0] == fast[1] else { fail(difference("a warm decoder", fast[1], fast[0])) }
  check(fast[0], format: options.format)
}

private func decode(
  _ source: MemoryByteSource, _ options: DecodeOptions, passes: Int
) -> [Decoded] {
  do {
    let log = try EventLog(source)
    let context = DecodeContext(
      sourceFile: options.writesOffsets ? "a\"b\u{1b}" : nil,
      index: options.recovery == .none ? nil : RecordIndex(log),
      templates: LostTemplates(nil, own: source))
    var decoder = EventDecoder(options)
    return (0..<passes).map { _ in
      var result = Decoded()
      var output = OutputBuffer()
      var locator = log.makeLocator()
      let chunk = LoadedChunk()
      while locator.next(into: chunk) {
        let report = decoder.decode(chunk, context: context, into: &output)
        result.text.append(copying: output.bytes)
        output.truncate(to: 0)
        result.eventCount += report.eventCount
        result.failedCount += report.failedCount
        result.recordCount += report.recordCount
        result.recoveredCount += report.recoveredCount
      }
      return result
    }
  } catch {
    fail("memory cannot be read: \(error)")
  }
}

private func check(_ result: Decoded, format: EventFormat) {
  guard String(validating: result.text, as: UTF8.self) != nil else { fail("output is no UTF-8") }
  guard result.eventCount - result.recoveredCount + result.failedCount == result.recordCount else {
    fail("\(result.recordCount) records gave \(result)")
  }
  guard result.text.isEmpty || result.text.last == 0x0a else { fail("the last line has no end") }
  var lines = 0
  for line in result.text.split(separator: 0x0a, omittingEmptySubsequences: true) {
    lines += 1
    let problem: String?
    if format == .jsonl {
      var checker = JSONChecker(line)
      problem = checker.problem()
    } else {
      var checker = XMLChecker(line)
      problem = checker.problem()
    }
    if let problem { fail("\(problem): \(String(decoding: line, as: UTF8.self))") }
  }
  guard lines == result.eventCount else { fail("\(lines) lines for \(result.eventCount) events") }
}

private func difference(_ what: String, _ one: Decoded, _ other: Decoded) -> String {
  let place = zip(one.text, other.text).enumerated().first { $1.0 != $1.1 }?.offset
  let start = place ?? min(one.text.count, other.text.count)
  func text(_ side: Decoded) -> String {
    let around = max(0, start - 100)..<min(side.text.count, start + 100)
    return around.lowerBound < around.upperBound
      ? String(decoding: side.text[around], as: UTF8.self) : ""
  }
  return "\(what) differ at \(start):\n  \(text(one))\n  \(text(other))\n"
    + "  \(one.eventCount)/\(one.failedCount) and \(other.eventCount)/\(other.failedCount)"
}
