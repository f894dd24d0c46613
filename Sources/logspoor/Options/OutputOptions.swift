import ArgumentParser
import ByteIO
import Evidence

/// Where the output goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to a file, gzipped if its name ends in .gz; default standard output.",
      valueName: "path"))
  var output: String?

  @Option(help: "Compress the output: none or gzip; default by the name of the output.")
  var compress: Compression?

  @Flag(help: "Replace an existing output. An input is never replaced.")
  var force = false

  enum Compression: String, ExpressibleByArgument, CaseIterable {
    case none, gzip
  }

  /// Opens the output.
  func open(inputs: [EvidencePath]) throws -> OutputFile {
    do throws(EvidenceError) {
      return try OutputFile(
        path: EvidencePath(output ?? "-"), force: force, compressing: compress.map { $0 == .gzip },
        inputs: inputs)
    } catch {
      throw ProgramExit(
        code: error.code == .cannotWrite ? .cannotWrite : .usage, message: error.description)
    }
  }
}

/// What is said beside the output.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write one JSON line for each loss and oddity to a file.", valueName: "file"))
  var errors: String?

  @Flag(name: .customLong("allow-partial"), help: "Exit with 0 though some input was damaged.")
  var allowPartial = false

  @Flag(name: .shortAndLong, help: "Say nothing on standard error but why the program ends.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say every loss and oddity on standard error.")
  var verbose = false

  @Option(help: "Show progress on a terminal: auto or never.")
  var progress: ProgressMode = .auto

  enum ProgressMode: String, ExpressibleByArgument, CaseIterable {
    case auto, never
  }
}
