import ArgumentParser
import ByteIO
import EVTX
import EventTables
import Evidence

/// `logspoor convert`: events out.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert logs to JSON-lines, XML, or rows of Sentinel's and Defender's tables.",
    discussion: """
      Events come out in the order of the inputs, one a line, the same bytes at any number of threads. \
      Damage never costs a good neighbour: every loss is said, and listed by --errors.
      """)

  @OptionGroup var input: InputOptions

  @Option(
    name: .shortAndLong,
    help: """
      jsonl: a JSON object a line; xml: one document, an event a line; json: one array; csv: EvtxECmd's \
      columns, or those of a table.
      """)
  var format: Format = .jsonl

  @Flag(
    name: .customLong("csv-raw"),
    help: "Leave cells of CSV as they are that a spreadsheet would take for formulas.")
  var csvRaw = false

  @OptionGroup(title: "Tables") var tables: TableOptionGroup
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Selection") var selection: SelectionOptions
  @OptionGroup(title: "Decoding") var decoding: DecodingOptions
  @OptionGroup(title: "Resources") var resources: ResourceOptions
  @OptionGroup(title: "Reports") var report: ReportOptions

  @Flag(
    name: .customLong("source-columns"),
    help: "Write where each comes from: RecordOffset with events, six columns with rows.")
  var sourceColumns = false

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case jsonl, xml, json, csv
  }

  func validate() throws {
    if csvRaw, format != .csv { throw ValidationError("--csv-raw belongs to -f csv.") }
  }

  func run() throws {
    if tables.isWanted { return try TableConversion(command: self).run() }
    let inputs = try input.inputs()
    var options = DecodeOptions(format: format == .xml ? .xml : .jsonl)
    options.filter = selection.filter
    options.writesOffsets = sourceColumns
    decoding.apply(to: &options)
    let losses = try LossLog(report, inputs: input.evidencePaths)
    let target = try output.open(inputs: input.evidencePaths)
    let progress = Progress(report)
    let reading = makeReading(inputs, options)
    let conversion = Conversion(
      target, losses: losses, format: format, progress: progress, reading: reading)
    try RunEnd(target: target, losses: losses, report: report, progress: progress).finish(
      run: { () throws(LogReading.Stop) in try reading.run(conversion) },
      closing: { () throws(ByteSinkError) in
        try conversion.close()
        try target.finish()
      }, readableCount: { conversion.readableCount })
  }

  private func makeReading(_ inputs: [LogInput], _ options: DecodeOptions) -> LogReading {
    guard format == .csv else {
      return LogReading(
        inputs, finderOptions: decoding.finderOptions(input, resources), options: options,
        threadCount: decoding.threadCount)
    }
    return LogReading(
      inputs, finderOptions: decoding.finderOptions(input, resources), options: options,
      threadCount: decoding.threadCount,
      makeWorker: { [csvRaw] in EventCSVWorker(options, raw: csvRaw) })
  }
}

/// One run of `convert`: receives what the reading finds.
private final class Conversion: LogReadingDelegate {
  private let target: OutputFile
  private let losses: LossLog
  private let format: ConvertCommand.Format
  private let reading: LogReading
  private let progress: Progress
  private var isStarted = false
  /// Whether an array has a member already.
  private var hasMember = false
  private var logCount = 0
  private(set) var readableCount = 0
  private var eventCount: UInt64 = 0
  private var byteCount: Int64 = 0

  init(
    _ target: OutputFile, losses: LossLog, format: ConvertCommand.Format, progress: Progress,
    reading: LogReading
  ) {
    self.target = target
    self.losses = losses
    self.format = format
    self.reading = reading
    self.progress = progress
  }

  /// Writes what comes before the first event.
  private func start() throws(ByteSinkError) {
    guard !isStarted else { return }
    isStarted = true
    switch format {
    case .jsonl: break
    case .xml: try target.write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Events>\n")
    case .json: try target.write("[")
    case .csv: try target.write(EventCSVWorker.header.rawSpan)
    }
  }

  /// Writes lines as members of an array: no line holds an end of line of its own.
  private func writeMembers(_ lines: RawSpan) throws(ByteSinkError) {
    var text = TextBuffer(capacity: lines.byteCount + 1_024)
    var start = 0
    for index in 0..<lines.byteCount where lines.u8(index) == 0x0a {
      if hasMember { text.append(",\n") }
      hasMember = true
      text.append(lines, from: start, to: index)
      start = index + 1
    }
    try text.withBytes { bytes throws(ByteSinkError) in try target.write(bytes) }
  }

  /// Writes what comes behind the last event.
  func close() throws(ByteSinkError) {
    try start()
    if format == .xml { try target.write("</Events>\n") }
    if format == .json { try target.write("]\n") }
  }

  // MARK: - LogReadingDelegate

  func reading(willRead source: LogSource) throws(EvidenceError) {
    try target.refuse(input: source.identity)
    try losses.refuse(input: source.identity)
  }

  func reading(didDecode bytes: RawSpan) throws(ByteSinkError) {
    try start()
    if format == .json { try writeMembers(bytes) } else { try target.write(bytes) }
  }

  func reading(didMeet problem: EvidenceError) {
    progress.clear()
    losses.note(problem)
  }

  func reading(willOpen image: ImageInfo) throws(EvidenceError) {
    for identity in image.identities {
      try target.refuse(input: identity)
      try losses.refuse(input: identity)
    }
  }

  func reading(didOpen image: ImageInfo) { if image.isReadable { readableCount += 1 } }

  func reading(didMeet error: EVTXError, in source: LogSource) {
    progress.clear()
    losses.note(error, in: source)
  }

  func reading(didRead report: ChunkReport, of source: LogSource, product: ChunkProduct) {
    eventCount += UInt64(report.eventCount)
    byteCount += Int64(Chunk.size)
    progress.show(events: eventCount, logs: logCount, bytes: byteCount)
    if Interrupts.received != 0 { reading.interrupt() }
  }

  func reading(didFinish log: FinishedLog) {
    logCount += 1
    let tracker = log.tracker
    if log.header != nil || tracker.eventCount + tracker.recordCount > 0 { readableCount += 1 }
  }
}
