import ArgumentParser
import ByteIO
import Evidence

/// `logspoor extract`: logs out of images and archives, as files with hashes.
struct ExtractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Copy logs out of disk images and archives into a folder, with hashes.",
    discussion: """
      Active logs, deleted ones and ones whose folder is lost are copied under safe names. \
      manifest.jsonl in the folder says of each where it came from, its file system times and hashes; \
      it is written last.
      """)

  @OptionGroup var input: InputOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The folder to copy to; it is made, or must be empty.", valueName: "folder"))
  var output: String

  @Flag(help: "Check the hashes of disk images that store them.")
  var verify = false

  @OptionGroup(title: "Resources") var resources: ResourceOptions
  @OptionGroup(title: "Reports") var report: ReportOptions

  /// The manifest's name, and the one it has until all is copied.
  private static let manifest = "manifest.jsonl"
  private static let unfinishedManifest = "manifest.jsonl.partial"

  func run() throws {
    let inputs = try input.inputs()
    let losses = try LossLog(report, inputs: input.evidencePaths)
    let extraction: LogExtraction
    do throws(EvidenceError) {
      extraction = try LogExtraction(path: EvidencePath(output), inputs: input.evidencePaths)
    } catch {
      throw ProgramExit(
        code: error.code == .cannotWrite ? .cannotWrite : .usage, message: error.description)
    }
    var options = LogFinderOptions()
    options.searchesAllFolders = input.allFolders
    options.verifiesImages = verify
    resources.apply(to: &options)
    let readableCount: Int
    do throws(ByteSinkError) {
      readableCount = try copy(LogFinder(inputs, options: options), extraction, losses)
    } catch {
      throw ProgramExit(code: .cannotWrite, message: error.reason)
    }
    try losses.finish()
    if Interrupts.received != 0 {
      throw ProgramExit(code: Interrupts.isTermination ? .terminated : .interrupted)
    }
    if losses.isLimited { throw ProgramExit(code: .limit) }
    if readableCount == 0 {
      throw ProgramExit(
        code: .nothingReadable, message: losses.isPartial ? nil : "no log among the inputs")
    }
    if losses.isPartial, !report.allowPartial { throw ProgramExit(code: .partial) }
  }

  /// Copies all that is found.
  ///
  /// - Returns: how many logs and images could be read.
  private func copy(
    _ finder: LogFinder, _ extraction: LogExtraction, _ losses: LossLog
  ) throws(ByteSinkError) -> Int {
    let progress = Progress(report)
    let manifest = try extraction.makeFile(Self.unfinishedManifest)
    var logCount = 0
    var imageCount = 0
    var byteCount: Int64 = 0
    search: while Interrupts.received == 0, let item = finder.next() {
      switch item {
      case .image(let image): if image.isReadable { imageCount += 1 }
      case .problem(let problem):
        progress.clear()
        losses.note(problem)
      case .log(let log):
        guard let copy = try extraction.extract(log, isCancelled: { Interrupts.received != 0 })
        else { break search }
        for loss in copy.losses { losses.note(loss) }
        try manifest.write(ManifestJSON.line(copy))
        logCount += 1
        byteCount += copy.byteCount
        progress.show(logs: logCount, bytes: byteCount)
      }
    }
    progress.clear()
    for diagnostic in finder.imageDiagnostics { losses.note(diagnostic.error) }
    try manifest.finish()
    // Without its final name the manifest says that the run did not get to its end.
    if Interrupts.received == 0 {
      try extraction.rename(Self.unfinishedManifest, to: Self.manifest)
    }
    return logCount + imageCount
  }
}
