internal import ByteIO
internal import Tabular

/// Receives the rows of a ``TableRun``.
protocol RowOutput: AnyObject {
  /// Whether the rows of each host and table are wanted apart.
  var separatesTables: Bool { get }
  /// Whether logs are to be hashed.
  var needsHashes: Bool { get }
  /// What will come.
  func begin(_ plan: RowPlan, _ logs: [SurveyedLog]) throws(ByteSinkError)
  /// Whether a host's rows are there already.
  func isDone(host: Int) -> Bool
  /// Rows as lines. Host and table are places in the plan, -1 where they are not kept apart.
  func write(
    _ lines: borrowing TextBuffer, host: Int, table: Int, rowCount: Int
  ) throws(ByteSinkError)
  /// All rows of a host were written.
  func finish(host: Int, _ losses: LossRecord) throws(ByteSinkError)
  /// All rows were written.
  func finish(_ losses: LossRecord) throws(ByteSinkError)
  /// The run was interrupted: what is not complete goes.
  func abandon(_ losses: LossRecord) throws(ByteSinkError)
}

/// All rows in one sequence.
final class StreamOutput: RowOutput {
  private let sink: any ByteSink

  init(_ sink: any ByteSink) { self.sink = sink }

  var separatesTables: Bool { false }
  var needsHashes: Bool { false }

  func begin(_ plan: RowPlan, _ logs: [SurveyedLog]) throws(ByteSinkError) {
    // CSV has one header, so that one table goes here.
    for table in plan.tables {
      try sink.write(TableWriter.header(table, plan.options.rowFormat).rawSpan)
    }
  }

  func isDone(host: Int) -> Bool { false }

  func write(
    _ lines: borrowing TextBuffer, host: Int, table: Int, rowCount: Int
  ) throws(ByteSinkError) {
    try lines.withBytes { bytes throws(ByteSinkError) in try sink.write(bytes) }
  }

  func finish(host: Int, _ losses: LossRecord) {}
  func finish(_ losses: LossRecord) {}
  func abandon(_ losses: LossRecord) {}
}
