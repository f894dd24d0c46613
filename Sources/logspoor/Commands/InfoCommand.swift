import ArgumentParser
import ByteIO
import EVTX
import Evidence

/// `logspoor info`: what is in the logs.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what is in logs: hosts, channels, counts, times, gaps, damage.",
    discussion: """
      Every record is decoded and every checksum checked. Times and identifiers of records that differ \
      between header and payload are the mark of an exported log.
      """)

  @OptionGroup var input: InputOptions

  @Flag(help: "One JSON object for each log, a line each.")
  var json = false

  @Option(help: ArgumentHelp("List at most so many kinds of events in the text.", valueName: "n"))
  var top = 20

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Selection") var selection: SelectionOptions
  @OptionGroup(title: "Decoding") var decoding: DecodingOptions
  @OptionGroup(title: "Resources") var resources: ResourceOptions
  @OptionGroup(title: "Reports") var report: ReportOptions

  func run() throws {
    let inputs = try input.inputs()
    var options = DecodeOptions(format: .none)
    options.filter = selection.filter
    decoding.apply(to: &options)
    options.verifiesChecksums = true
    // Slack is always looked at, so that the analyst knows whether --recover is worth it.
    options.recovery = .slack
    options.countsSlackOnly = true
    let losses = try LossLog(report, inputs: input.evidencePaths)
    let target = try output.open(inputs: input.evidencePaths)
    let progress = Progress(report)
    let reading = LogReading(
      inputs, finderOptions: decoding.finderOptions(input, resources), options: options,
      threadCount: decoding.threadCount, listsSummaries: true)
    let survey = Survey(
      target: target, losses: losses, progress: progress, reading: reading,
      form: json ? .json : .text(eventLimit: top))
    try RunEnd(target: target, losses: losses, report: report, progress: progress).finish(
      run: { () throws(LogReading.Stop) in try reading.run(survey) },
      closing: { () throws(ByteSinkError) in try target.finish() },
      readableCount: { survey.readableCount })
  }
}

/// One run of `info`: gathers what the reading finds, log by log.
private final class Survey: LogReadingDelegate {
  enum Form {
    case json
    case text(eventLimit: Int)
  }

  private let target: OutputFile
  private let losses: LossLog
  private let reading: LogReading
  private let form: Form
  private let progress: Progress
  private var info = LogInfo()
  private var writtenCount = 0
  private var eventCount: UInt64 = 0
  private var byteCount: Int64 = 0
  private(set) var readableCount = 0

  init(
    target: OutputFile, losses: LossLog, progress: Progress, reading: LogReading, form: Form
  ) {
    self.target = target
    self.losses = losses
    self.reading = reading
    self.form = form
    self.progress = progress
  }

  func reading(willRead source: LogSource) throws(EvidenceError) {
    try target.refuse(input: source.identity)
    try losses.refuse(input: source.identity)
  }

  func reading(didDecode bytes: RawSpan) throws(ByteSinkError) {}

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

  func reading(didOpen image: ImageInfo) throws(ByteSinkError) {
    if image.isReadable { readableCount += 1 }
    let text =
      switch form {
      case .json: ImageInfoJSON.line(image)
      case .text: (writtenCount > 0 ? "\n" : "") + ImageInfoText(image).text
      }
    writtenCount += 1
    try target.write(text)
  }

  func reading(didMeet error: EVTXError, in source: LogSource) {
    progress.clear()
    losses.note(error, in: source)
    info.add(error)
  }

  func reading(didRead report: ChunkReport, of source: LogSource, product: ChunkProduct) {
    for event in product.summaries { info.add(event) }
    info.add(report)
    eventCount += UInt64(report.eventCount)
    byteCount += Int64(Chunk.size)
    progress.show(events: eventCount, logs: writtenCount, bytes: byteCount)
    if Interrupts.received != 0 { reading.interrupt() }
  }

  func reading(didFinish log: FinishedLog) throws(ByteSinkError) {
    if log.header != nil || log.tracker.recordCount > 0 { readableCount += 1 }
    let text =
      switch form {
      case .json: InfoJSON.line(log, info)
      case .text(let limit): (writtenCount > 0 ? "\n" : "") + InfoText(log, info, limit).text
      }
    info = LogInfo()
    writtenCount += 1
    try target.write(text)
  }
}
