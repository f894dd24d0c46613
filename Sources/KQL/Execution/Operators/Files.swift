internal import Tabular

extension ExternalTable: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let columns = node.schema.columns.map { ColumnSchema($0.name, $0.type.stored) }
    var batches: [Batch] = []
    for location in locations {
      let file = ExternalFile(
        location: location, columns: columns, layout: try layout(of: location, run, node))
      do throws(TabularError) {
        if let table = try run.source.table(of: file) {
          batches += table.batches
        } else {
          run.notices.append("\(location) is not given: externaldata counts as empty")
        }
      } catch { throw run.failure(error, reading: location, at: node.range) }
    }
    return run.rowSet(batches, node)
  }

  /// How a file holds records: by the property `format`, else by the end of its name.
  ///
  /// Source: dataexplorer-docs, query/externaldata-operator.md and ingestion-supported-formats.md.
  private func layout(
    of location: String, _ run: QueryRun, _ node: PlanNode
  ) throws(QueryError) -> FileLayout {
    func property(_ name: String) -> String? {
      properties.last { $0.name.lowercased() == name }?.value.lowercased()
    }
    let hasHeader = property("ignorefirstrecord") == "true"
    let format = property("format") ?? Self.format(of: location)
    switch format {
    case "csv": return .fields(separator: 0x2c, hasHeader: hasHeader)
    case "tsv", "tsve": return .fields(separator: 0x09, hasHeader: hasHeader)
    case "scsv": return .fields(separator: 0x3b, hasHeader: hasHeader)
    case "psv": return .fields(separator: 0x7c, hasHeader: hasHeader)
    case "txt": return .lines(hasHeader: hasHeader)
    case "json", "multijson": return .jsonLines
    default:
      throw run.unsupported(
        "externaldata reads csv, tsv, scsv, psv, txt and json, not \(format)", node.range)
    }
  }

  /// The format that the end of a file's name stands for; csv when it stands for none.
  private static func format(of location: String) -> String {
    let path = location.prefix { $0 != "?" && $0 != ";" }.lowercased()
    var parts = path.split(separator: "/").last?.split(separator: ".") ?? []
    if let last = parts.last, last == "gz" || last == "zip" { parts.removeLast() }
    guard parts.count > 1, let end = parts.last else { return "csv" }
    return ["tsv", "scsv", "psv", "txt", "json", "jsonl"].contains(end)
      ? end.hasPrefix("json") ? "json" : String(end) : "csv"
  }
}

extension Watchlist {
  /// The rows of the list with its columns; nil when nobody gave it.
  func given(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> (RowSchema, RowSet)? {
    let table: Table?
    do throws(TabularError) { table = try run.source.watchlist(named: watchlist) } catch {
      throw run.failure(error, reading: "the watchlist \(watchlist)", at: node.range)
    }
    guard let table else { return nil }
    let columns = table.schema.columns
    return (
      RowSchema(columns.map { BoundColumn($0.name, .known($0.type)) }),
      RowSet(table.batches, types: columns.map(\.type), meter: run.meter)
    )
  }
}

extension QueryRun {
  /// Why a file that a query names gave no rows.
  func failure(_ error: TabularError, reading name: String, at range: SourceRange) -> QueryError {
    QueryError(
      error.code == .memory ? .resources : .badUse, "\(name): \(error.message)", at: range, in: text
    )
  }
}
