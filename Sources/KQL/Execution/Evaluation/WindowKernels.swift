internal import Tabular

/// Computes a function of neighbouring rows for all rows of a table.
typealias WindowKernel = ([Column], Int) throws(Refusal) -> Column

extension QueryRun {
  /// The kernel of a window function. Source: dataexplorer-docs, window-functions.md and the pages it names.
  func windowKernel(
    _ name: String, _ arguments: [Evaluator], type: ScalarType, at range: SourceRange
  ) throws(QueryError) -> WindowKernel {
    switch name {
    case "prev": return neighbour(-1, type)
    case "next": return neighbour(1, type)
    case "row_number": return rowNumber
    case "row_cumsum":
      return { (columns, count) throws(Refusal) in try cumulated(columns, count, type) }
    case "row_rank_dense":
      return { (columns, count) throws(Refusal) in ranked(columns, count, isDense: true) }
    case "row_rank_min":
      return { (columns, count) throws(Refusal) in ranked(columns, count, isDense: false) }
    case "row_window_session": return sessions
    default: throw unsupported("\(name) is not supported yet", range)
    }
  }
}

private func neighbour(_ direction: Int64, _ type: ScalarType) -> WindowKernel {
  { (columns, count) throws(Refusal) in
    var builder = DatumColumn(type, capacity: count)
    for row in 0..<count {
      let distance = columns.count > 1 ? columns[1].datum(row).integer ?? 1 : 1
      let (offset, overflow) = distance.multipliedReportingOverflow(by: direction)
      let (place, further) = offset.addingReportingOverflow(Int64(row))
      if !overflow, !further, place >= 0, place < Int64(count) {
        builder.append(columns[0].datum(Int(place)))
      } else {
        builder.append(columns.count > 2 ? columns[2].datum(row) : .null)
      }
    }
    return builder.finish()
  }
}

private func rowNumber(_ columns: [Column], _ count: Int) throws(Refusal) -> Column {
  var number: Int64 = 0
  var values: [Int64] = []
  for row in 0..<count {
    let start = columns.isEmpty ? 1 : columns[0].datum(row).integer ?? 1
    let restarts = columns.count > 1 && columns[1].datum(row).truth == true
    number = row == 0 || restarts ? start : number &+ 1
    values.append(number)
  }
  return Column(type: .long, storage: .integers(values))
}

private func cumulated(
  _ columns: [Column], _ count: Int, _ type: ScalarType
) throws(Refusal) -> Column {
  let zero = SumState(type).finish()[0]
  var sum = zero
  var builder = DatumColumn(type, capacity: count)
  for row in 0..<count {
    if columns.count > 1, columns[1].datum(row).truth == true { sum = zero }
    let value = columns[0].datum(row)
    if !value.isNull { sum = try Arithmetic.apply(.add, sum, value, result: type) }
    builder.append(sum)
  }
  return builder.finish()
}

private func ranked(_ columns: [Column], _ count: Int, isDense: Bool) -> Column {
  var values: [Int64] = []
  var rank: Int64 = 0
  var place: Int64 = 0
  for row in 0..<count {
    let restarts = columns.count > 1 && columns[1].datum(row).truth == true
    if row == 0 || restarts {
      rank = 1
      place = 1
    } else {
      place += 1
      if columns[0].datum(row) != columns[0].datum(row - 1) { rank = isDense ? rank + 1 : place }
    }
    values.append(rank)
  }
  return Column(type: .long, storage: .integers(values))
}

/// The start of the session of each row: a session ends when it is too long or the gap too wide.
private func sessions(_ columns: [Column], _ count: Int) throws(Refusal) -> Column {
  var builder = DatumColumn(.datetime, capacity: count)
  var start: Int64?
  var last: Int64 = 0
  for row in 0..<count {
    guard case .dateTime(let time) = columns[0].datum(row) else {
      builder.appendNull()
      start = nil
      continue
    }
    let longest = columns[1].datum(row).integer ?? 0
    let widest = columns[2].datum(row).integer ?? 0
    let restarts = columns.count > 3 && columns[3].datum(row).truth == true
    if let begun = start, !restarts, time - begun <= longest, time - last <= widest {
      start = begun
    } else {
      start = time
    }
    last = time
    builder.append(.dateTime(start ?? time))
  }
  return builder.finish()
}
