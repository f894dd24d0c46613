import ArgumentParser
import Evidence

/// Files that queries read as tables.
struct FileTableOptions: ParsableArguments {
  @Option(
    name: .customLong("table-file"),
    help: ArgumentHelp(
      """
      Take a table from JSON-lines or CSV, .gz too; a table of the catalogue has its known types, another's are \
      inferred. Repeatable.
      """, valueName: "name=file"))
  var tableFiles: [NamedFile] = []

  @Option(
    name: .customLong("external"),
    help: ArgumentHelp(
      "What externaldata reads for a location; nothing is ever fetched. Repeatable.",
      valueName: "url=file"))
  var externals: [LocatedFile] = []

  @Option(
    name: .customLong("watchlist"),
    help: ArgumentHelp(
      "What _GetWatchlist reads: CSV whose first record names the columns. Repeatable.",
      valueName: "name=csv"))
  var watchlists: [NamedFile] = []

  func validate() throws {
    for (option, names) in [
      ("--table-file", tableFiles.map(\.name)), ("--watchlist", watchlists.map(\.name)),
      ("--external", externals.map(\.location)),
    ] {
      var seen: Set<String> = []
      if let name = names.first(where: { !seen.insert($0).inserted }) {
        throw ValidationError("\(option) names \(name) twice.")
      }
    }
  }

  /// The files, none of which may be the output.
  var evidencePaths: [EvidencePath] {
    tableFiles.map(\.path) + externals.map(\.path) + watchlists.map(\.path)
  }
}

/// `NAME=FILE`.
struct NamedFile: ExpressibleByArgument {
  let name: String
  let path: EvidencePath

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
    name = String(argument[..<sign])
    path = EvidencePath(String(argument[argument.index(after: sign)...]))
    guard !path.bytes.isEmpty else { return nil }
  }
}

/// `URL=FILE`: locations often have `=` in them, files seldom, so that the last one counts.
struct LocatedFile: ExpressibleByArgument {
  let location: String
  let path: EvidencePath

  init?(argument: String) {
    guard let sign = argument.lastIndex(of: "="), sign != argument.startIndex else { return nil }
    location = String(argument[..<sign])
    path = EvidencePath(String(argument[argument.index(after: sign)...]))
    guard !path.bytes.isEmpty else { return nil }
  }
}
