import ArgumentParser
import ByteIO
import EventTables
import Evidence
import Tabular

/// Which tables are made, and how.
struct TableOptionGroup: ParsableArguments {
  @Option(
    name: .customLong("table"),
    help: ArgumentHelp(
      """
      Rows of tables instead of events: Event, SecurityEvent, WindowsEvent, Device*Events, or all. \
      With -o they go to a folder, by table and host.
      """, valueName: "list"))
  var tables: [String] = []

  @OptionGroup var making: RowMakingOptions

  @Option(
    help: ArgumentHelp("Only the hosts of part i of n, such as 1/4.", valueName: "i/n"))
  var shard: ShardArgument?

  /// Whether tables are wanted.
  var isWanted: Bool { !tables.isEmpty }

  func validate() throws {
    guard tables.isEmpty else { return }
    let given: [(Bool, String)] = [
      (making.maps != nil, "--maps"), (making.noInfer, "--no-infer"),
      (!making.hostFrom.isDefault, "--host-from"), (shard != nil, "--shard"),
    ]
    if let (_, name) = given.first(where: { $0.0 }) {
      throw ValidationError("\(name) belongs to tables; name them with --table.")
    }
  }

  /// The names of the tables wanted.
  func names() throws -> Set<String> {
    let catalog = TableCatalog.builtIn
    let names = tables.flatMap { $0.split(separator: ",").map { $0.trimming() } }
    var found: Set<String> = []
    for name in names {
      if name == "all" {
        found.formUnion(TableRun.filledTables)
      } else if catalog[String(name)] != nil {
        found.insert(String(name))
      } else {
        let hint = catalog.suggestion(for: String(name)).map { "; did you mean \($0)?" } ?? ""
        throw ProgramExit(
          code: .usage, message: "--table: there is no table \(terminalText(String(name)))\(hint)")
      }
    }
    guard !found.isEmpty else {
      throw ProgramExit(code: .usage, message: "--table: name a table, or all")
    }
    return found
  }

  /// The options of a run.
  func options() throws -> TableOptions {
    var options = TableOptions(tables: try names())
    try making.apply(to: &options)
    options.shard = shard?.shard
    return options
  }
}

/// How events become rows.
struct RowMakingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Add or replace mappings by those in a folder.", valueName: "folder"))
  var maps: String?

  @Flag(
    name: .customLong("no-infer"),
    help: "Only what is logged: conclude no command line, parent or start of the system.")
  var noInfer = false

  @Option(
    name: .customLong("host-from"),
    help: ArgumentHelp(
      """
      Where the host of a row comes from: computer (each event), none (all logs are one host's), or \
      path:REGEX (the first group that matches in a log's path).
      """, valueName: "source"))
  var hostFrom: HostSource = .computer

  /// Applies the options.
  func apply(to options: inout TableOptions) throws {
    options.infers = !noInfer
    options.hostNaming = hostFrom.naming
    if let maps { options.mappings = try mappings(in: EvidencePath(maps)) }
  }

  private func mappings(in folder: EvidencePath) throws -> MappingSet {
    let files: [MappingFile]
    do throws(EvidenceError) { files = try MappingFile.all(in: folder) } catch {
      throw ProgramExit(code: .usage, message: "--maps: \(error.description)")
    }
    do throws(MappingError) { return try MappingSet(own: files) } catch {
      let lines = error.problems.map { terminalText($0.description) }
      throw ProgramExit(code: .usage, message: lines.joined(separator: "\nlogspoor: "))
    }
  }
}

/// `computer`, `none` or `path:REGEX`.
struct HostSource: ExpressibleByArgument {
  static let computer = HostSource(naming: .computer, isDefault: true)

  let naming: HostNaming
  let isDefault: Bool

  private init(naming: HostNaming, isDefault: Bool) {
    self.naming = naming
    self.isDefault = isDefault
  }

  init?(argument: String) {
    switch argument {
    case "computer": self = .computer
    case "none": self.init(naming: .none, isDefault: false)
    default:
      guard argument.hasPrefix("path:") else { return nil }
      let pattern = String(argument.dropFirst(5))
      // A wrong expression is a usage error.
      guard Self.regex(pattern) != nil else { return nil }
      self.init(naming: .path { Self.find(pattern, in: $0) }, isDefault: false)
    }
  }

  var defaultValueDescription: String { "computer" }

  /// Made anew for each log: an expression cannot be shared by threads.
  private static func regex(_ pattern: String) -> Regex<AnyRegexOutput>? {
    do { return try Regex(pattern) } catch { return nil }
  }

  private static func find(_ pattern: String, in path: String) -> String? {
    guard let regex = regex(pattern), let match = path.firstMatch(of: regex) else { return nil }
    let group = match.output.count > 1 ? match.output[1] : match.output[0]
    return group.substring.map { String($0) }
  }
}

/// `i/n`.
struct ShardArgument: ExpressibleByArgument {
  let shard: Shard

  init?(argument: String) {
    let parts = argument.split(separator: "/").map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1],
      let shard = Shard(index, of: count)
    else { return nil }
    self.shard = shard
  }
}
