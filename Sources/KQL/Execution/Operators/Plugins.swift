internal import Tabular

extension PluginCall: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    switch plugin.name {
    case "ipv4_lookup": return run.rowSet([try addressLookup(run, node)], node)
    case "activity_counts_metrics": return run.rowSet([try activityCounts(run, node)], node)
    case "sliding_window_counts": return run.rowSet([try slidingCounts(run, node)], node)
    default: break
    }
    let (schema, rows) = try resolve(run, node)
    // The columns that the caller states, by their names.
    let batches = rows.batches.map { batch in
      batch.with(
        columns: node.schema.columns.map { column in
          guard let place = schema.index(of: column.name) else {
            return Column(nullsOf: column.type.stored, count: batch.count)
          }
          return batch.columns[place].converted(to: column.type.stored)
        })
    }
    return run.rowSet(batches, node)
  }

  /// The columns that the plugin gives for the data at hand, and its rows.
  func resolve(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> (RowSchema, RowSet) {
    let input = try run.rows(node.inputs[0]).whole
    let schema = node.inputs[0].schema
    let result: (columns: [BoundColumn], values: [Column], count: Int)
    switch plugin.name {
    case "bag_unpack": result = try bagUnpack(input, schema, node, run)
    case "narrow": result = narrow(input, schema)
    case "pivot": result = pivot(input, schema)
    default:
      throw run.unsupported("the plugin \(plugin.name) is not supported yet", node.range)
    }
    // A bag is unpacked row by row.
    let lineage = plugin.name == "bag_unpack" ? input.lineage : nil
    let rows = RowSet(
      [Batch(columns: result.values, count: result.count, lineage: lineage)],
      types: result.columns.map(\.type.stored), meter: run.meter)
    // Without rows there are no columns to be found: any may be asked for, and is empty.
    return (RowSchema(result.columns, isOpen: input.count == 0), rows)
  }

  // MARK: - bag_unpack

  /// A column for each member of a bag, in the order of their names. Its type is that of all values; values
  /// of several types make it dynamic.
  private func bagUnpack(
    _ input: Batch, _ schema: RowSchema, _ node: PlanNode, _ run: QueryRun
  ) throws(QueryError) -> (columns: [BoundColumn], values: [Column], count: Int) {
    let bags = try run.evaluator(arguments[0], over: schema).column(input)
    var prefix = arguments.count > 1 ? try run.constant(arguments[1]).text : []
    var conflict =
      arguments.count > 2
      ? String(decoding: try run.constant(arguments[2]).text, as: UTF8.self) : "error"
    // The binder passes `columnsConflict = "..."` as the second argument, without its name.
    let word = String(decoding: prefix, as: UTF8.self)
    if arguments.count == 2, ["error", "keep_source", "replace_source"].contains(word) {
      conflict = word
      prefix = []
    }
    let ignored = Set(
      arguments.count > 3
        ? (try run.constant(arguments[3])).json.elements?.map { Datum.json($0).text } ?? [] : [])
    let unpacked = arguments[0].columnIndex
    let kept = schema.columns.indices.filter { $0 != unpacked }
    var names: [[UInt8]] = []
    var places: [[UInt8]: Int] = [:]
    var values: [[JSON]] = []
    for row in 0..<input.count {
      guard case .bag(let members) = bags.datum(row).json else { continue }
      for member in members where !ignored.contains(member.name) {
        let place = places[member.name] ?? names.count
        if place == names.count {
          places[member.name] = place
          names.append(member.name)
          values.append([])
        }
        values[place] += Array(repeating: .null, count: row - values[place].count)
        values[place].append(member.value)
      }
    }
    var columns = kept.map { schema.columns[$0] }
    var results = kept.map { input.columns[$0] }
    // A member called as the bag's column takes its place [O].
    if let unpacked {
      let own = prefix.isEmpty ? Array(schema.columns[unpacked].name.utf8) : []
      if let place = names.firstIndex(of: own), !own.isEmpty {
        let list = values[place] + Array(repeating: .null, count: input.count - values[place].count)
        let type = Self.type(of: list)
        columns.insert(BoundColumn(schema.columns[unpacked].name, .known(type)), at: unpacked)
        results.insert(
          Column(list.map { Conversion.convert(.json($0), to: type) }, type: type), at: unpacked)
        names.remove(at: place)
        values.remove(at: place)
      }
    }
    // New columns stand in the order of their names.
    let order = names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
    for place in order {
      let name = names[place]
      let list = values[place] + Array(repeating: .null, count: input.count - values[place].count)
      let type = Self.type(of: list)
      let column = Column(list.map { Conversion.convert(.json($0), to: type) }, type: type)
      let shown = String(decoding: prefix + name, as: UTF8.self)
      if let clash = columns.firstIndex(where: { ColumnName($0.name) == ColumnName(shown) }) {
        switch conflict {
        case "keep_source": continue
        case "replace_source":
          columns[clash] = BoundColumn(shown, .known(type))
          results[clash] = column
          continue
        default:
          throw QueryError(
            .badUse, "bag_unpack would give the column \(shown) twice", at: node.range, in: run.text
          )
        }
      }
      columns.append(BoundColumn(shown, .known(type)))
      results.append(column)
    }
    return (columns, results, input.count)
  }

  private static func type(of values: [JSON]) -> ScalarType {
    var found: ScalarType?
    for value in values {
      let own: ScalarType
      switch value {
      case .null: continue
      case .bool: own = .bool
      case .integer: own = .long
      case .real: own = .real
      case .string(let bytes):
        if case .dateTime = Conversion.dateTime(.string(bytes)), bytes.count >= 19 {
          own = .datetime
        } else {
          own = .string
        }
      case .array, .bag: own = .dynamic
      }
      guard let type = found, type != own else {
        found = own
        continue
      }
      guard (type == .long && own == .real) || (type == .real && own == .long) else {
        return .dynamic
      }
      found = .real
    }
    return found ?? .dynamic
  }

  // MARK: - narrow

  private func narrow(
    _ input: Batch, _ schema: RowSchema
  ) -> (columns: [BoundColumn], values: [Column], count: Int) {
    var row = DatumColumn(.long)
    var column = DatumColumn(.string)
    var value = DatumColumn(.string)
    for number in 0..<input.count {
      for (index, values) in input.columns.enumerated() {
        row.append(.integer(Int64(number)))
        column.append(.text(schema.columns[index].name))
        value.append(.string(values.datum(number).text))
      }
    }
    let count = row.count
    return (
      [BoundColumn("Row", .long), BoundColumn("Column", .string), BoundColumn("Value", .string)],
      [row.finish(), column.finish(), value.finish()], count
    )
  }

  // MARK: - pivot

  /// Spreads groups: the input's last two columns are the one whose values become columns, and the aggregate.
  private func pivot(
    _ input: Batch, _ schema: RowSchema
  ) -> (columns: [BoundColumn], values: [Column], count: Int) {
    let keyCount = input.columns.count - 2
    let keys = Array(input.columns[..<keyCount])
    let type = input.columns[keyCount + 1].type
    var rows = Grouping(keys.map(\.type))
    let rowNumbers =
      keyCount == 0
      ? Array(repeating: 0, count: input.count) : rows.numbers(keys, count: input.count)
    let rowCount = keyCount == 0 ? min(1, input.count) : rows.groupCount
    var names = Grouping([.string])
    let texts = Column(
      (0..<input.count).map { .string(input.columns[keyCount].datum($0).text) }, type: .string)
    let nameNumbers = names.numbers([texts], count: input.count)
    let filler: Datum = type == .long ? .integer(0) : type == .string ? .string([]) : .null
    var cells = Array(
      repeating: Array(repeating: filler, count: rowCount), count: names.groupCount)
    for row in 0..<input.count {
      cells[Int(nameNumbers[row])][Int(rowNumbers[row])] = input.columns[keyCount + 1].datum(row)
    }
    // Columns stand in the order of their names.
    let shown = names.firstRows.map { texts.datum(Int($0)).text }
    let order = shown.indices.sorted { shown[$0].lexicographicallyPrecedes(shown[$1]) }
    let columns =
      schema.columns[..<keyCount]
      + order.map { BoundColumn(String(decoding: shown[$0], as: UTF8.self), .known(type)) }
    let values =
      keys.map { $0.gathering(rows.firstRows) } + order.map { Column(cells[$0], type: type) }
    return (Array(columns), values, rowCount)
  }
}
