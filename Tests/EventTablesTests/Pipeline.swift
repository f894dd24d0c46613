import ByteIO
import EVTX
import Evidence
import Tabular
import TestSupport

@testable import EventTables

/// Gathers what a run says.
final class RunTranscript: TableRunDelegate {
  var problems: [String] = []
  var errors: [String] = []
  func run(didMeet problem: EvidenceError) { problems.append("\(problem)") }
  func run(didMeet error: EVTXError, in source: LogSource) {
    errors.append("\(source.displayPath): \(error.message)")
  }
  func run(willOpen image: ImageInfo) throws(EvidenceError) {}
  func run(willRead source: LogSource) throws(EvidenceError) {}
  func run(didLose message: String) { problems.append(message) }
  func run(didRead report: ChunkReport, of source: LogSource, pass: Int) -> Bool { true }
}

/// The rows of tables for the logs of a folder or file, in one sequence.
func tableRows(
  _ tables: Set<String>, in path: EvidencePath,
  _ configure: (inout TableOptions) -> Void = { _ in }
) throws -> [String] {
  try tableRows(tables, of: [path], configure)
}

/// The rows of tables for some logs.
func tableRows(
  _ tables: Set<String>, of paths: [EvidencePath],
  _ configure: (inout TableOptions) -> Void = { _ in }
) throws -> [String] {
  var options = TableOptions(tables: tables)
  configure(&options)
  let sink = MemoryByteSink()
  try TableRun(paths.map { .path($0) }, options: options).run(
    to: .stream(sink), delegate: RunTranscript())
  return String(decoding: sink.content, as: UTF8.self).split(separator: "\n").map(String.init)
}
