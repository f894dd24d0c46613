public import ArgumentParser
import ByteIO
import EventTables
import Evidence
public import Tabular

/// `logspoor schema`: the columns of tables, as other programs want to be told.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the columns of tables, so that nobody has to infer them.",
    discussion: """
      Without a TABLE all are printed. The statements for DuckDB and ClickHouse create a table and load \
      the JSON-lines of `convert --table` from the folder in which they are run.
      """)

  @Argument(help: ArgumentHelp("Tables such as DeviceProcessEvents.", valueName: "table"))
  var tables: [String] = []

  @Option(
    name: .customLong("for"),
    help: "Whom it is for: json, kusto, duckdb, spark, clickhouse or json-schema.")
  var format: DefinitionFormat = .json

  @Flag(
    name: .customLong("source-columns"),
    help: "With the columns that say where each row came from.")
  var withSourceColumns = false

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    let text = format.text(try definitions())
    let target = try output.open(inputs: [])
    do throws(ByteSinkError) {
      try target.write(text)
      try target.finish()
    } catch {
      guard !error.isBrokenPipe else { return }
      throw ProgramExit(code: .cannotWrite, message: "cannot write: \(error.reason)")
    }
  }

  /// The tables that were asked for, each once, in the order of the arguments.
  private func definitions() throws -> [TableDefinition] {
    let catalog = TableCatalog.builtIn
    var seen: Set<String> = []
    let names = tables.isEmpty ? catalog.tables.map(\.schema.name) : tables
    return try names.filter { seen.insert($0).inserted }.map { name in
      guard let table = catalog[name] else {
        let hint = catalog.suggestion(for: name).map { "; did you mean \($0)?" } ?? ""
        throw ProgramExit(
          code: .usage, message: "there is no table \(terminalText(name))\(hint)")
      }
      let schema = withSourceColumns ? table.schema.appending(sourceColumns) : table.schema
      return TableDefinition(schema, summary: table.description)
    }
  }
}

extension DefinitionFormat: ExpressibleByArgument {}
