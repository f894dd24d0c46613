public import ArgumentParser
public import Detection
import EventTables
import Evidence

/// `logspoor hunt`: detections over logs.
struct HuntCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hunt",
    abstract: "Run detections over logs: the built-in pack, or Sentinel's analytics rules.",
    discussion: """
      Alerts go to standard output or -o; what could not be seen goes to standard error: per host and \
      source the first and last time, gaps and cleared logs, so that no alert is not mistaken for nothing \
      happened. A rule that is wrong is reported and the others run (exit 3).
      """)

  @OptionGroup var input: InputOptions

  @Option(
    name: .shortAndLong, help: "table, jsonl, csv, or timesketch; default table on a terminal.")
  var format: Format?

  @OptionGroup(title: "Rules") var rules: RuleOptions

  @Option(
    help: """
      whole: each rule once over all the evidence; replay: window by window of the rule's own schedule, as \
      Sentinel would have run it, without conclusions of this program.
      """)
  var schedule: HuntSchedule = .whole

  @Option(
    name: .customLong("min-severity"),
    help: "Only alerts from this severity on: informational, low, medium or high.")
  var minimumSeverity: AlertSeverity = .informational

  @Option(
    name: .customLong("fail-on"),
    help: "Exit with 10 when there is an alert of this severity or above.")
  var failOn: AlertSeverity?

  @Option(
    help: ArgumentHelp(
      "What now() gives with --schedule whole; default the time of the newest event.",
      valueName: "time"))
  var now: QueryTime?

  @Option(
    help: ArgumentHelp(
      "Write the incidents, one JSON object a line, to a file.", valueName: "file"))
  var incidents: String?

  @Option(
    help: ArgumentHelp(
      "Write what could be seen of each host, one JSON object a line, to a file.", valueName: "file"
    ))
  var coverage: String?

  @Flag(help: "Say on standard error how long loading and the rules took, and how much was read.")
  var time = false

  @OptionGroup(title: "Tables") var making: RowMakingOptions
  @OptionGroup(title: "Tables of files") var files: FileTableOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Selection") var selection: SelectionOptions
  @OptionGroup(title: "Decoding") var decoding: DecodingOptions
  @OptionGroup(title: "Resources") var resources: ResourceOptions
  @OptionGroup(title: "Resources") var limits: RowLimitOptions
  @OptionGroup(title: "Reports") var report: ReportOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, jsonl, csv, timesketch
  }

  func run() throws { try HuntExecution(self).run() }
}

extension HuntSchedule: ExpressibleByArgument {}

extension AlertSeverity: ExpressibleByArgument {
  /// The severity of a name, in whatever letter case.
  public init?(argument: String) { self.init(name: argument) }

  /// The names, for help.
  public static var allValueStrings: [String] { allCases.map { $0.name.lowercased() } }

  /// The name, for help.
  public var defaultValueDescription: String { name.lowercased() }
}
