internal import Tabular

/// Rows by windows of time, for plugins that count ids over them.
private struct ActivityWindows {
  /// The rows of the input that count, with the number of the window each is in and its group of dimensions.
  private(set) var rows: [(row: Int32, window: Int64, group: Int32)] = []
  private(set) var dimensions: [Column] = []
  private(set) var groupRows: [Int32] = []
  let ids: Column
  let input: Batch
  let start: Int64
  let width: Int64
  /// The last window.
  let last: Int64
  let timeType: ScalarType

  /// - Parameter fixed: how many arguments come before the dimensions; the last of them is the width of a window.
  /// - Throws: `QueryError` `unsupported` for rows before the start or after the end that a window would reach:
  ///   whether they count is not written.
  init(
    _ call: PluginCall, fixed: Int, reach: Int64, _ run: QueryRun, _ node: PlanNode
  ) throws(QueryError) {
    let schema = node.inputs[0].schema
    input = try run.rows(node.inputs[0]).whole
    ids = try run.evaluator(call.arguments[0], over: schema).column(input)
    let times = try run.evaluator(call.arguments[1], over: schema).column(input)
    timeType = times.type
    guard timeType == .datetime || timeType == .timespan || timeType == .long,
      let start = try run.constant(call.arguments[2]).integer,
      let end = try run.constant(call.arguments[3]).integer,
      let width = try run.constant(call.arguments[fixed - 1]).integer, width > 0,
      end >= start, !start.subtractingReportingOverflow(width).overflow
    else {
      throw run.unsupported(
        "\(call.plugin.name) is supported for times, from a start to an end, by a width above zero",
        node.range)
    }
    let (span, overflow) = end.subtractingReportingOverflow(start)
    guard !overflow else { throw run.unsupported("the times are too far apart", node.range) }
    self.start = start
    self.width = width
    last = span / width
    for argument in call.arguments.dropFirst(fixed) {
      dimensions.append(try run.evaluator(argument, over: schema).column(input))
    }
    var grouping = Grouping(dimensions.map(\.type))
    let groups =
      dimensions.isEmpty
      ? Array(repeating: Int32(0), count: input.count)
      : grouping.numbers(dimensions, count: input.count)
    groupRows = dimensions.isEmpty ? [0] : grouping.firstRows
    for row in 0..<input.count {
      guard let time = times.datum(row).integer else { continue }
      let (offset, isFar) = time.subtractingReportingOverflow(start)
      if isFar { continue }
      guard offset >= 0, offset <= span else {
        if offset < 0 ? offset > -reach : offset - span < width {
          throw run.unsupported(
            "\(call.plugin.name) is not supported for rows just outside of its start and end",
            node.range)
        }
        continue
      }
      rows.append((Int32(row), offset / width, groups[row]))
    }
  }

  /// The time at which a window begins.
  func time(of window: Int64) -> Datum {
    let ticks = start + window * width
    return timeType == .datetime
      ? .dateTime(ticks) : timeType == .timespan ? .timeSpan(ticks) : .integer(ticks)
  }
}

extension PluginCall {
  /// `activity_counts_metrics`. Windows without rows are refused: whether they are given is not written.
  ///
  /// Source: dataexplorer-docs, query/activity-counts-metrics-plugin.md.
  func activityCounts(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> Batch {
    let windows = try ActivityWindows(self, fixed: 5, reach: 1, run, node)
    var columns = run.builders(node)
    var byGroup: [[(row: Int32, window: Int64)]] = Array(
      repeating: [], count: windows.groupRows.count)
    for (row, window, group) in windows.rows { byGroup[Int(group)].append((row, window)) }
    for (group, rows) in byGroup.enumerated() where !rows.isEmpty {
      let sorted = rows.sorted { $0.window == $1.window ? $0.row < $1.row : $0.window < $1.window }
      guard Set(sorted.map(\.window)).count == Int(windows.last) + 1 else {
        throw run.unsupported(
          "activity_counts_metrics is not supported for windows without rows", node.range)
      }
      var all: Set<Datum> = []
      var place = 0
      while place < sorted.count {
        let window = sorted[place].window
        var own: Set<Datum> = []
        let first = place
        while place < sorted.count, sorted[place].window == window {
          own.insert(windows.ids.datum(Int(sorted[place].row)))
          place += 1
        }
        let known = all.count
        all.formUnion(own)
        let values =
          [windows.time(of: window)]
          + windows.dimensions.map { $0.datum(Int(windows.groupRows[group])) }
          + [place - first, own.count, all.count - known, all.count].map { .integer(Int64($0)) }
        for (index, value) in values.enumerated() { columns[index].append(value) }
      }
    }
    let finished = columns.map { $0.finish() }
    return Batch(columns: finished, count: finished.first?.count ?? 0)
  }

  /// `sliding_window_counts`: a row counts in the window it is in and in those behind it that look back so far.
  ///
  /// Source: dataexplorer-docs, query/sliding-window-counts-plugin.md.
  func slidingCounts(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> Batch {
    let lookback = try run.constant(arguments[4]).integer ?? 0
    let windows = try ActivityWindows(self, fixed: 6, reach: max(1, lookback), run, node)
    guard windows.input.count == 0 || windows.start.isMultiple(of: windows.width) else {
      throw run.unsupported(
        "sliding_window_counts is supported for a start that is a multiple of the bin", node.range)
    }
    let reach = lookback / windows.width
    guard reach > 0 else {
      throw run.unsupported(
        "sliding_window_counts is supported for windows of at least one bin", node.range)
    }
    var counts: [[Int64]: (count: Int64, ids: Set<Datum>)] = [:]
    var steps = 0
    for (row, window, group) in windows.rows {
      var place = window
      while place <= windows.last, place - window < reach {
        let key = [place, Int64(group)]
        counts[key, default: (0, [])].count += 1
        counts[key, default: (0, [])].ids.insert(windows.ids.datum(Int(row)))
        place += 1
        steps += 1
        if steps & 0xffff == 0 { try run.check(steps * 32, at: node.range) }
      }
    }
    var columns = run.builders(node)
    for key in counts.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard let (count, ids) = counts[key] else { continue }
      let values =
        [windows.time(of: key[0])]
        + windows.dimensions.map { $0.datum(Int(windows.groupRows[Int(key[1])])) }
        + [.integer(count), .integer(Int64(ids.count))]
      for (index, value) in values.enumerated() { columns[index].append(value) }
    }
    let finished = columns.map { $0.finish() }
    return Batch(columns: finished, count: finished.first?.count ?? 0)
  }
}
