import ArgumentParser
import ByteIO
import Detection
import EventTables
import Evidence
import Tabular

/// `logspoor rules`: which rules there are, and what is wrong with rules.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List, show and check analytics rules.",
    subcommands: [List.self, Show.self, Check.self])

  /// `logspoor rules list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List rules: the built-in pack, or those of files and folders.")

    @OptionGroup var source: RuleOptions
    @Option(name: .shortAndLong, help: "table, or jsonl: an object for each rule.")
    var format: Format = .table
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
      let set = source.rules()
      report(set.problems)
      var buffer = TextBuffer(capacity: 1 << 14)
      switch format {
      case .table: TextTableWriter(width: 140).append(RuleTexts.table(set.rules), to: &buffer)
      case .jsonl: for rule in set.rules { buffer.append(text: RuleTexts.jsonLine(rule)) }
      }
      try output.write(buffer)
      try leave(after: set.problems)
    }
  }

  /// `logspoor rules show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a rule: what it looks for, what harmless things it finds, and its query.")

    @Argument(help: ArgumentHelp("The identifier or the name of a rule.", valueName: "id"))
    var id: String
    @OptionGroup var source: RuleOptions
    @Option(name: .shortAndLong, help: "table: a text for people, or jsonl: an object.")
    var format: Format = .table
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
      let wanted = id.lowercased()
      let set = source.rules()
      let found = set.rules.filter { $0.id == wanted || $0.name.lowercased() == wanted }
      guard !found.isEmpty else {
        report(set.problems)
        throw ProgramExit(code: .usage, message: "there is no rule \(terminalText(id))")
      }
      var buffer = TextBuffer(capacity: 1 << 14)
      for rule in found {
        switch format {
        case .table:
          let lines = RuleTexts.text(rule).split(separator: "\n", omittingEmptySubsequences: false)
          buffer.append(text: lines.map { terminalText(String($0)) }.joined(separator: "\n"))
        case .jsonl: buffer.append(text: RuleTexts.jsonLine(rule))
        }
      }
      try output.write(buffer)
    }
  }

  /// `logspoor rules check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check rule files: every problem with file, line and column.",
      discussion: """
        Problems go to standard output. Exit 3 when a rule cannot be run; warnings tell what Sentinel \
        would refuse or what has no effect here.
        """)

    @Argument(
      help: ArgumentHelp("Rule files, or folders that are searched for them.", valueName: "file"))
    var paths: [String]
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
      var set = RuleSet()
      for path in paths { set.add(path: EvidencePath(path)) }
      set.removeDuplicates()
      let check = RuleCheck(over: CatalogTables())
      let problems = set.problems + set.rules.flatMap { check.problems(of: $0) }
      var buffer = TextBuffer(capacity: 1 << 14)
      for problem in problems { buffer.append(text: shown(problem) + "\n") }
      try output.write(buffer)
      let broken = problems.count { $0.weight == .error }
      StandardError.write(
        "logspoor: \(set.rules.count) rules in \(set.fileCount) files, "
          + "\(broken) errors, \(problems.count - broken) warnings\n")
      if set.fileCount == 0 || (set.rules.isEmpty && broken > 0) {
        throw ProgramExit(code: .nothingReadable, message: "no rule could be read")
      }
      if broken > 0 { throw ProgramExit(code: .partial) }
    }
  }

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, jsonl
  }
}

/// Which rules are used.
struct RuleOptions: ParsableArguments {
  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp(
      "Rules of a file, or of all files in a folder; default the built-in pack.",
      valueName: "file or folder"))
  var paths: [String] = []

  /// The rules, each identifier once.
  func rules() -> RuleSet {
    guard !paths.isEmpty else { return RuleSet.builtIn }
    var set = RuleSet()
    for path in paths {
      if path == "builtin" { set.add(RuleSet.builtIn) } else { set.add(path: EvidencePath(path)) }
    }
    set.removeDuplicates()
    return set
  }
}

/// The tables of the catalogue, of which only the columns are known.
struct CatalogTables: TableProvider {
  func schema(of table: String) -> TableSchema? { TableCatalog.builtIn[table]?.schema }
  var tableNames: [String] { TableCatalog.builtIn.tables.map(\.schema.name) }
}

extension OutputOptions {
  /// Writes a whole text.
  func write(_ buffer: borrowing TextBuffer) throws {
    let target = try open(inputs: [])
    do throws(ByteSinkError) {
      try target.write(buffer.bytes)
      try target.finish()
    } catch {
      guard !error.isBrokenPipe else { return }
      throw ProgramExit(code: .cannotWrite, message: "cannot write: \(error.reason)")
    }
  }
}

/// A problem without controls that a terminal would obey.
func shown(_ problem: DetectionError) -> String {
  problem.description.split(separator: "\n", omittingEmptySubsequences: false)
    .map { terminalText(String($0)) }.joined(separator: "\n")
}

/// Says on standard error which rules are wrong.
private func report(_ problems: [DetectionError]) {
  for problem in problems where problem.weight == .error {
    StandardError.write("logspoor: \(shown(problem))\n")
  }
}

private func leave(after problems: [DetectionError]) throws {
  if problems.contains(where: { $0.weight == .error }) { throw ProgramExit(code: .partial) }
}
