import ByteIO
import EVTX
import TestSupport
import Testing

/// Whole outputs, kept beside the tests. `UPDATE_GOLDENS=1` rewrites them and fails, so that a human reads
/// the difference.
@Suite struct GoldenTests {
  private static let isUpdating = environmentBytes("UPDATE_GOLDENS").map { $0 == [0x31] } ?? false
  private static let samples = SampleLogs.own.filter { !$0.path.hasPrefix("damage/") }

  /// What of a sample is kept: the first ten events of the case, all of the small logs.
  private static func kept(_ lines: [String], of sample: SampleFile) -> String {
    let count = sample.path.hasPrefix("dcom-case/") ? 10 : lines.count
    // A record of a whole chunk says nothing more by its size.
    return lines.prefix(count).map { line in
      line.utf8.count > 40_000
        ? "\(line.prefix(300)) ... \(line.utf8.count) bytes ... \(line.suffix(200))\n" : line + "\n"
    }.joined()
  }

  private static func goldenPath(_ sample: SampleFile, _ format: EventFormat) -> String {
    let name = sample.path.split(separator: ".").dropLast().joined(separator: ".")
    let file = name.split(separator: "/").joined(separator: "_")
    return "\(SampleLogs.goldens)/\(file).\(format == .jsonl ? "jsonl" : "xml")"
  }

  @Test(arguments: outputFormats)
  func `samples are printed as the goldens say`(format: EventFormat) throws {
    for sample in Self.samples {
      let path = Self.goldenPath(sample, format)
      let printed = Self.kept(try decode(sample.bytes, format).lines, of: sample)
      if Self.isUpdating {
        try writeFile(Array(printed.utf8), to: path)
        continue
      }
      let golden = String(decoding: try readFile(path), as: UTF8.self)
      guard golden != printed else { continue }
      let pairs = zip(golden.split(separator: "\n"), printed.split(separator: "\n"))
      let first = pairs.first { $0 != $1 }
      Issue.record("\(path):\ngolden:  \(first?.0 ?? "shorter")\nprinted: \(first?.1 ?? "shorter")")
    }
    if Self.isUpdating { Issue.record("goldens were rewritten: read the difference") }
  }

  @Test func `there is a golden for every sample and no other, below 1 MB in all`() throws {
    let expected = Self.samples.flatMap { sample in
      outputFormats.map { Self.goldenPath(sample, $0) }
    }
    let found = try [".jsonl", ".xml"].flatMap { try filesBelow(SampleLogs.goldens, suffix: $0) }
    #expect(found.sorted() == expected.sorted())
    #expect(try found.reduce(0) { $0 + (try readFile($1).count) } < 1 << 20)
  }
}
