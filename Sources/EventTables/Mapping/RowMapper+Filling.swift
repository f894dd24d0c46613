internal import ByteIO
internal import EVTX
internal import Tabular

extension RowMapper {
  mutating func withRow(
    _ box: RowBox, _ bound: BoundProgram, _ record: borrowing FieldRecord,
    _ emit: (_ table: Int, _ row: inout RowBuffer) -> Void
  ) {
    if fill(&box.row, box, bound, record) { emit(bound.program.table, &box.row) }
  }

  /// Fills a row; false when it is not wanted.
  mutating func fill(
    _ row: inout RowBuffer, _ box: RowBox, _ bound: BoundProgram, _ record: borrowing FieldRecord
  ) -> Bool {
    let program = bound.program
    row.removeAll()
    inferredPlaces.removeAll(keepingCapacity: true)
    facts.inferredColumns.removeAll(keepingCapacity: true)
    if let time = program.time {
      // The time comes first: what the ledger is asked depends on it.
      evaluator.fillSlots(upTo: program.timeSlotCount, of: program, record)
      evaluator.setRowTime(time, program, record)
    }
    if let demand = box.demand, !demand.alternatives.isEmpty {
      fill(&row, 0..<program.testedColumnCount, program, record)
      guard demand.admits(row, unknown: box.lateColumns) else { return false }
      fill(&row, program.testedColumnCount..<program.columns.count, program, record)
    } else if bound.groups.isEmpty {
      fill(&row, 0..<program.columns.count, program, record)
    } else {
      fillGroups(&row, bound, record)
    }
    for place in inferredPlaces { facts.inferredColumns.append(program.columns[place].index) }
    fillConstants(&row, box)
    if let target = program.additionalFields {
      json.removeAll(keeping: Limits.keptScratchByteCount)
      appendObject(first: target.first, count: target.count, program, record, isOutermost: true)
      if target.isJSON {
        row.setDynamic(target.column, json.bytes)
      } else {
        row.setString(target.column, json.bytes)
      }
    }
    return true
  }

  /// Fills some columns of a program.
  mutating func fill(
    _ row: inout RowBuffer, _ places: Range<Int>, _ program: Program,
    _ record: borrowing FieldRecord
  ) {
    for place in places { fill(&row, place, program, record) }
  }

  mutating func fill(
    _ row: inout RowBuffer, _ place: Int, _ program: Program, _ record: borrowing FieldRecord
  ) {
    let column = program.columns[place]
    if column.field >= 0, column.type == .text {
      if !FieldText.isAbsent(record[column.field]) {
        row.setString(column.index, field: column.field, record)
      }
      return
    }
    evaluator.isInferred = false
    let value = evaluator.evaluate(column.node, program, record)
    guard set(column, value, &row, program, record) else { return }
    if evaluator.isInferred { inferredPlaces.append(place) }
  }

  /// Fills all columns, those of groups from what is known of them.
  mutating func fillGroups(
    _ row: inout RowBuffer, _ bound: BoundProgram, _ record: borrowing FieldRecord
  ) {
    let program = bound.program
    // Bit by bit, which groups are not known yet.
    var missing: UInt64 = 0
    var isSorted = true
    for (number, known) in bound.groups.enumerated() {
      makeKey(of: known.group, program, record)
      let found = known.cache.put(known.group, groupKey, evaluator.ledger, into: &row)
      guard var inferred = found else {
        missing |= 1 << UInt64(number)
        continue
      }
      while inferred != 0 {
        inferredPlaces.append(known.group.places[inferred.trailingZeroBitCount])
        inferred &= inferred &- 1
        isSorted = false
      }
    }
    for place in program.columns.indices {
      let group = bound.groupOfColumn[place]
      if group >= 0, missing >> UInt64(group) & 1 == 0 { continue }
      fill(&row, place, program, record)
    }
    if !isSorted { inferredPlaces.sort() }
    while missing != 0 {
      let known = bound.groups[missing.trailingZeroBitCount]
      missing &= missing &- 1
      makeKey(of: known.group, program, record)
      var inferred: UInt64 = 0
      for (index, place) in known.group.places.enumerated() where inferredPlaces.contains(place) {
        inferred |= 1 << UInt64(index)
      }
      known.cache.keep(known.group, groupKey, evaluator.ledger, of: row, inferred: inferred)
    }
  }

  mutating func makeKey(
    of group: ColumnGroup, _ program: Program, _ record: borrowing FieldRecord
  ) {
    groupKey.begin()
    for field in group.fields { groupKey.add(record[field]) }
    for slot in group.processes {
      if case .process(let process) = evaluator.value(ofSlot: slot, program, record) {
        groupKey.add(process)
      } else {
        groupKey.add(nil)
      }
    }
    groupKey.end()
  }

  func fillConstants(_ row: inout RowBuffer, _ box: RowBox) {
    if let column = box.tenantColumn, !tenantID.isEmpty {
      row.setString(column, tenantID.rawSpan)
    }
    if let column = box.typeColumn {
      let name = box.typeName
      row.setString(column, name.rawSpan)
    }
  }

  /// Sets a cell; false when it stays null.
  mutating func set(
    _ column: Program.Column, _ value: Value, _ row: inout RowBuffer, _ program: Program,
    _ record: borrowing FieldRecord
  ) -> Bool {
    switch (value, column.type) {
    case (.text(let text), .text):
      guard !text.isEmpty else { return false }
      row.setString(column.index, evaluator.texts.bytes(text, record))
    case (.integer(let number), .integer): return row.setInteger(column.index, number)
    case (.bool(let value), .bool): row.setBool(column.index, value)
    case (.time(let ticks), .time): return row.setDateTime(column.index, ticks)
    case (_, .json):
      json.removeAll(keeping: Limits.keptScratchByteCount)
      guard appendValue(column.node, isJSON: true, value, program, record) else { return false }
      row.setDynamic(column.index, json.bytes)
    default: return false
    }
    return true
  }
}
