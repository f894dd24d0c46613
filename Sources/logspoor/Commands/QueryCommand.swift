import ArgumentParser
import ByteIO
import EventTables
import Evidence
import KQL
import Tabular

/// `logspoor query`: KQL over tables.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Run KQL over tables.",
    discussion: """
      The built-in tables exist and are empty; datatable, print and range work without any. A query that is \
      wrong, or that has no exact answer here, is refused with its place (exit 64); one that needs more than \
      it may ends with exit 6.
      """)

  @Argument(
    help: ArgumentHelp("The query, unless --file names it, then logs.", valueName: "kql] [path"))
  var arguments: [String] = []

  @Option(help: ArgumentHelp("Read the query from a file.", valueName: "path"))
  var file: String?

  @Option(
    name: .shortAndLong,
    help: "table, csv, jsonl, json, or kusto: the form of Kusto's REST answers.")
  var format: Format = .table

  @Option(
    help: ArgumentHelp(
      "What now() gives, such as 2024-01-15T10:30:00Z; default the wall clock.", valueName: "time"))
  var now: String?

  @Option(
    name: .customLong("max-memory"),
    help: ArgumentHelp("MiB that intermediate results may hold.", valueName: "MiB"))
  var maxMemory: Int = 2_048

  @Option(
    name: .customLong("max-rows"),
    help: ArgumentHelp("Rows that one operator may give.", valueName: "rows"))
  var maxRows: Int = 100_000_000

  @Flag(help: "Print the plan instead of the answer.")
  var explain = false

  @Flag(help: "Say on standard error how long the query took.")
  var time = false

  @OptionGroup(title: "Output") var output: OutputOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, jsonl, json, kusto
  }

  func run() throws {
    let query = try queryText()
    guard maxMemory > 0, maxMemory < 1 << 30, maxRows > 0 else {
      throw ProgramExit(code: .usage, message: "--max-memory and --max-rows must be above zero")
    }
    let engine = Engine(
      source: BuiltInTables(), now: try nowTicks(),
      limits: QueryLimits(memoryBytes: maxMemory << 20, rows: maxRows))
    let clock = ContinuousClock()
    let start = clock.now
    do {
      if explain {
        let text = try engine.explain(query)
        return try write { $0.append(text: text) }
      }
      let result = try engine.run(query)
      for notice in result.notices { StandardError.write("logspoor: \(terminalText(notice))\n") }
      try write { render(result, &$0) }
    } catch let error as QueryError {
      throw ProgramExit(
        code: error.code == .resources ? .limit : .usage, message: shown(error))
    }
    if time {
      StandardError.write("logspoor: \(clock.now - start)\n")
    }
  }

  /// The problems of a query, without controls that a terminal would obey.
  private func shown(_ error: QueryError) -> String {
    error.description.split(separator: "\n", omittingEmptySubsequences: false)
      .map { terminalText(String($0)) }.joined(separator: "\n")
  }

  // MARK: - Input

  private func queryText() throws -> String {
    var rest = arguments[...]
    let text: String
    if let file {
      text = try contents(of: file)
    } else {
      guard let first = rest.popFirst() else {
        throw ProgramExit(code: .usage, message: "expected a query, or --file with one")
      }
      text = first
    }
    guard rest.isEmpty else {
      throw ProgramExit(
        code: .usage, message: "logs as input of queries are not read yet: name no paths")
    }
    return text
  }

  private func contents(of path: String) throws -> String {
    let limit = 1 << 20
    var content: String?
    do {
      let source = try FileByteSource(path: path)
      let count = Int(min(source.byteCount, Int64(limit) + 1))
      guard count <= limit else {
        throw ProgramExit(
          code: .usage,
          message: "\(terminalText(path)): expected a query of at most 1 MiB, found more")
      }
      var buffer = ByteBuffer(capacity: count)
      let read = try buffer.fill(from: source, at: 0, byteCount: count)
      var text = TextBuffer(capacity: read)
      text.append(buffer.bytes, from: 0, to: read)
      content = text.string
    } catch let error as FileOpenError {
      throw ProgramExit(code: .usage, message: "cannot open \(terminalText(path)): \(error)")
    } catch let error as ByteSourceError {
      throw ProgramExit(code: .usage, message: "cannot read \(terminalText(path)): \(error.reason)")
    }
    return content ?? ""
  }

  private func nowTicks() throws -> Int64 {
    guard let now else { return Ticks.dateTime(FileTime.now()) ?? Ticks.latest }
    let bytes = [UInt8](now.utf8)
    guard let ticks = Ticks.parseDateTime(bytes.rawSpan, from: 0, to: bytes.count) else {
      throw ProgramExit(
        code: .usage,
        message: "--now: expected a time such as 2024-01-15T10:30:00Z, found \(terminalText(now))")
    }
    return ticks
  }

  // MARK: - Output

  private func write(_ render: (inout TextBuffer) -> Void) throws {
    let target = try output.open(inputs: [])
    var buffer = TextBuffer(capacity: 1 << 16)
    render(&buffer)
    do throws(ByteSinkError) {
      try target.write(buffer.bytes)
      try target.finish()
    } catch {
      guard !error.isBrokenPipe else { return }
      throw ProgramExit(code: .cannotWrite, message: "cannot write: \(error.reason)")
    }
  }

  private func render(_ result: QueryResult, _ buffer: inout TextBuffer) {
    let schema = result.schema
    switch format {
    case .kusto:
      var writer = KustoWriter(schema: schema)
      writer.begin(&buffer)
      for batch in result.batches { writer.append(batch, to: &buffer) }
      writer.end(&buffer)
    case .json:
      var writer = JSONArrayWriter(schema: schema)
      writer.begin(&buffer)
      for batch in result.batches { writer.append(batch, to: &buffer) }
      writer.end(&buffer)
    case .jsonl:
      let writer = JSONLinesWriter(schema: schema)
      for batch in result.batches { writer.append(batch, to: &buffer) }
    case .csv:
      let writer = CSVWriter(schema: schema)
      writer.appendHeader(to: &buffer)
      for batch in result.batches { writer.append(batch, to: &buffer) }
    case .table:
      TextTableWriter(width: 120).append(
        Table(schema: schema, batches: result.batches), to: &buffer)
    }
  }
}

/// The built-in tables, without rows.
private struct BuiltInTables: TableSource {
  func schema(of table: String) -> TableSchema? { TableCatalog.builtIn[table]?.schema }
  var tableNames: [String] { TableCatalog.builtIn.tables.map(\.schema.name) }
  func table(named name: String) -> Table? { nil }
}
