public import ArgumentParser
import ByteIO
import EVTX
public import Evidence

/// Which logs are read.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Logs, folders that are searched for logs, .gz files, disk images, or - for standard input.",
      valueName: "path"))
  var paths: [String] = []

  @OptionGroup var finding: FindingOptions

  /// What to read, in the order given.
  func inputs() throws -> [LogInput] {
    let inputs = finding.inputs(paths)
    guard !inputs.isEmpty else {
      throw ValidationError("Name at least one log or folder, or - for standard input.")
    }
    return inputs
  }

  /// Whether nothing is named.
  var hasNone: Bool { finding.inputs(paths).isEmpty }

  /// The files and folders among the inputs.
  var evidencePaths: [EvidencePath] { finding.evidencePaths(paths) }

  /// Whether logs are looked for in all folders of disk images.
  var allFolders: Bool { finding.allFolders }
}

/// Where logs are looked for beside the paths that are named.
struct FindingOptions: ParsableArguments {
  @Option(
    name: .customLong("paths-from"),
    help: ArgumentHelp(
      "Read further paths from a file, or - for standard input.", valueName: "file"))
  var pathsFrom: [String] = []

  @Option(
    name: .customLong("paths-format"),
    help: "How --paths-from separates paths: line, nul or jsonl.")
  var pathsFormat: PathListFormat = .line

  @Flag(
    name: .customLong("all-folders"),
    help: "Look for logs in all folders of disk images, not only in System32\\winevt\\Logs.")
  var allFolders = false

  /// What to read, in the order given.
  func inputs(_ paths: [String]) -> [LogInput] {
    paths.map { .path(EvidencePath($0)) }
      + pathsFrom.map { .list(EvidencePath($0), pathsFormat) }
  }

  /// The files and folders among the inputs.
  func evidencePaths(_ paths: [String]) -> [EvidencePath] {
    (paths + pathsFrom).map { EvidencePath($0) }
  }
}

extension PathListFormat: ExpressibleByArgument {}

/// How logs are decoded.
struct DecodingOptions: ParsableArguments {
  @Option(
    help: """
      Which records to look for beside the live ones: none; slack (behind the free-space offset and in \
      emptied chunks); all (also by signature in any bytes).
      """)
  var recover: Recovery = .none

  @Flag(
    help: "Check the checksums of all chunks, and the hashes of disk images that store them.")
  var verify = false

  @Option(
    name: .customLong("ansi-codepage"),
    help: ArgumentHelp(
      "The Windows code page of values of type AnsiString.", valueName: "number"))
  var ansiCodePage = 1252

  @Option(name: .shortAndLong, help: "Threads that decode; default all cores.")
  var threads: Int?

  enum Recovery: String, ExpressibleByArgument, CaseIterable {
    case none, slack, all
  }

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads is \(threads), expected 1 to 256.")
    }
    guard AnsiCodePage(number: ansiCodePage) != nil else {
      let known = AnsiCodePage.supported.map(String.init).joined(separator: ", ")
      throw ValidationError(
        "--ansi-codepage \(ansiCodePage) is not supported; supported are \(known).")
    }
  }

  /// Applies the options.
  func apply(to options: inout DecodeOptions) {
    switch recover {
    case .none: options.recovery = .none
    case .slack: options.recovery = .slack
    case .all: options.recovery = .all
    }
    options.verifiesChecksums = verify
    options.codePage = AnsiCodePage(number: ansiCodePage) ?? .windows1252
  }

  /// How logs are looked for.
  func finderOptions(_ input: InputOptions, _ resources: ResourceOptions) -> LogFinderOptions {
    finderOptions(input.finding, resources)
  }

  /// How logs are looked for.
  func finderOptions(
    _ finding: FindingOptions, _ resources: ResourceOptions
  ) -> LogFinderOptions {
    var options = LogFinderOptions()
    options.carving = recover == .all
    options.searchesAllFolders = finding.allFolders
    options.verifiesImages = verify
    resources.apply(to: &options)
    return options
  }

  var threadCount: Int { threads ?? max(1, processorCount()) }
}
