import ArgumentParser
import ByteIO
import EventTables
import Evidence
import KQL
import Tabular

/// `logspoor query`: KQL over logs and tables.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Run KQL over logs, or over tables of files.",
    discussion: """
      Logs are read as the tables of Sentinel and Defender that the query names: Event, SecurityEvent, \
      WindowsEvent, Device*. Without logs these tables are empty; datatable, print and range work without any. \
      A query that is wrong, or that has no exact answer here, is refused with its place (exit 64); one that \
      needs more than it may ends with exit 6.
      """)

  @Argument(
    help: ArgumentHelp(
      "The query, unless --file names it; then logs, folders, archives and disk images.",
      valueName: "kql] [path"))
  var arguments: [String] = []

  @Option(help: ArgumentHelp("Read the query from a file.", valueName: "path"))
  var file: String?

  @Option(
    name: .shortAndLong,
    help: "table, csv, jsonl, json, or kusto: the form of Kusto's REST answers.")
  var format: QueryFormat = .table

  @Option(
    help: ArgumentHelp(
      """
      What now() gives, such as 2024-01-15T10:30:00Z; default the time of the newest event, the wall clock \
      where there is none.
      """, valueName: "time"))
  var now: QueryTime?

  @Flag(help: "Print the plan, and what it asks of each table, instead of the answer.")
  var explain = false

  @Flag(help: "Say on standard error how long loading and the query took.")
  var time = false

  @OptionGroup var finding: FindingOptions
  @OptionGroup(title: "Tables") var making: RowMakingOptions
  @OptionGroup(title: "Tables of files") var files: FileTableOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Selection") var selection: SelectionOptions
  @OptionGroup(title: "Decoding") var decoding: DecodingOptions
  @OptionGroup(title: "Resources") var resources: ResourceOptions
  @OptionGroup(title: "Resources") var limits: RowLimitOptions
  @OptionGroup(title: "Reports") var report: ReportOptions

  func run() throws {
    var paths = arguments[...]
    let query = try file.map { try QuerySourceText.contents(of: $0) } ?? paths.popFirst()
    guard let query else {
      throw ProgramExit(code: .usage, message: "expected a query, or --file with one")
    }
    try QueryExecution(self, query: query, paths: Array(paths)).run()
  }
}

/// A time of `--now`.
struct QueryTime: ExpressibleByArgument {
  /// Ticks since 0001-01-01 UTC.
  let ticks: Int64

  init?(argument: String) {
    let bytes = [UInt8](argument.utf8)
    guard let ticks = Ticks.parseDateTime(bytes.rawSpan, from: 0, to: bytes.count) else {
      return nil
    }
    self.ticks = ticks
  }
}

/// The text of a query.
enum QuerySourceText {
  /// The most bytes that a query may have.
  private static let limit = 1 << 20

  /// The query in a file.
  static func contents(of path: String) throws -> String {
    do {
      let source = try FileByteSource(path: path)
      guard source.byteCount <= limit else {
        throw ProgramExit(
          code: .usage,
          message: "\(terminalText(path)): expected a query of at most 1 MiB, found more")
      }
      let count = Int(source.byteCount)
      var buffer = ByteBuffer(capacity: count)
      let read = try buffer.fill(from: source, at: 0, byteCount: count)
      var text = TextBuffer(capacity: read)
      text.append(buffer.bytes, from: 0, to: read)
      return text.string
    } catch let error as FileOpenError {
      throw ProgramExit(code: .usage, message: "cannot open \(terminalText(path)): \(error)")
    } catch let error as ByteSourceError {
      throw ProgramExit(code: .usage, message: "cannot read \(terminalText(path)): \(error.reason)")
    }
  }
}
