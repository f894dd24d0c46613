public import ByteIO
public import EVTX
public import Evidence
internal import Tabular

/// What a ``TableRun`` tells beside its rows.
public protocol TableRunDelegate: AnyObject {
  /// A path that gave no log.
  func run(didMeet problem: EvidenceError)
  /// Something is wrong with a log. Said once, though logs are read twice.
  func run(didMeet error: EVTXError, in source: LogSource)
  /// A disk image was opened; refusing it ends the run.
  func run(willOpen image: ImageInfo) throws(EvidenceError)
  /// A log was opened; refusing it ends the run.
  func run(willRead source: LogSource) throws(EvidenceError)
  /// Something beyond single logs was left out, in a sentence.
  func run(didLose message: String)
  /// A chunk was read. Whether to go on.
  func run(didRead report: ChunkReport, of source: LogSource, pass: Int) -> Bool
}

/// Turns logs into rows of tables: reads them all twice.
///
/// The first pass builds a ledger of each host, the second one makes rows with its help. Logs come in the
/// order of their paths, so that the order of the inputs makes no difference.
public final class TableRun {
  let options: TableOptions
  private let inputs: [LogInput]
  let mappings: MappingSet
  private let tables: [TableSchema]
  /// Logs that could be read.
  public internal(set) var readableCount = 0
  /// Rows written, or kept, of each table.
  public internal(set) var rowCounts: [String: UInt64] = [:]
  /// Events whose rows were made of another log.
  public internal(set) var repeatedCount: UInt64 = 0
  /// What the first pass found, for rows that are kept in memory.
  var surveyed: Survey?

  /// The tables that have rows of logs: what `all` stands for.
  public static let filledTables: Set<String> = [
    "Event", "SecurityEvent", "WindowsEvent", "DeviceEvents", "DeviceFileCertificateInfo",
    "DeviceFileEvents", "DeviceImageLoadEvents", "DeviceInfo", "DeviceLogonEvents",
    "DeviceNetworkEvents", "DeviceNetworkInfo", "DeviceProcessEvents", "DeviceRegistryEvents",
  ]

  /// A run over `inputs`.
  ///
  /// - Throws: ``MappingError`` when the built-in mappings are wrong, which a test excludes.
  public init(_ inputs: [LogInput], options: TableOptions) throws(MappingError) {
    var options = options
    options.decoding.format = .fields
    options.mappingOptions.infers = options.infers
    if options.hasSourceColumns { options.mappingOptions.extraColumns = sourceColumns }
    self.options = options
    self.inputs = LogInput.readableAgain(inputs, options: options.finding)
    if let own = options.mappings { mappings = own } else { mappings = try MappingSet() }
    let extra = options.mappingOptions.extraColumns
    tables = TableCatalog.builtIn.tables.map(\.schema)
      .filter { options.tables.contains($0.name) }.map { $0.appending(extra) }
  }

  /// Reads everything and writes all rows.
  ///
  /// - Throws: why it ended early.
  public func run(
    to target: RowTarget, delegate: any TableRunDelegate
  ) throws(LogReading.Stop) {
    let output = target.output
    let survey = Survey(options, delegate, hashesLogs: output.needsHashes)
    try read(
      survey,
      makeWorker: { [options, collectors = survey.collectors] in
        SurveyWorker(options, observing: collectors)
      })
    let plan = survey.makePlan(
      options: options, mappings: mappings, tables: tables,
      separatesTables: output.separatesTables)
    readableCount = survey.readableCount
    survey.reportLosses(plan)
    do throws(ByteSinkError) {
      try output.begin(plan, survey.logs)
    } catch { throw .output(error) }
    let rows = RowRun(plan, survey, output, delegate)
    do throws(ByteSinkError) { try rows.begin() } catch { throw .output(error) }
    do throws(LogReading.Stop) {
      try read(rows, makeWorker: { RowWorker(plan, sink: LineSink(plan)) })
    } catch {
      if case .interrupted = error {
        do throws(ByteSinkError) { try output.abandon(survey.losses) } catch {
          throw .output(error)
        }
      }
      throw error
    }
    do throws(ByteSinkError) { try rows.finish() } catch { throw .output(error) }
    rowCounts = rows.rowCounts
    repeatedCount = rows.repeatedCount
  }

  func read(
    _ pass: any TablePass, makeWorker: @escaping @Sendable () -> any ChunkWorker
  ) throws(LogReading.Stop) {
    let reading = LogReading(
      inputs, finderOptions: options.finding, options: options.decoding,
      threadCount: options.threadCount, skips: pass.skips, makeWorker: makeWorker)
    pass.reading = reading
    defer { pass.reading = nil }
    try reading.run(pass)
  }
}

/// One of the two passes.
protocol TablePass: LogReadingDelegate {
  /// The reading under way, to be interrupted.
  var reading: LogReading? { get set }
  /// Logs that are not read, by their paths.
  var skips: @Sendable (LogSource) -> Bool { get }
}

/// Where rows go.
public enum RowTarget {
  /// All rows in one sequence, in the order of the logs.
  case stream(any ByteSink)
  /// Files by table and host.
  case folder(ResultFolder)

  var output: any RowOutput {
    switch self {
    case .stream(let sink): StreamOutput(sink)
    case .folder(let folder): folder
    }
  }
}
