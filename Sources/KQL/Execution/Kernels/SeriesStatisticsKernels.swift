/// The numbers of a series of numbers alone; nil for others, of which figures are null.
private func numbers(_ value: Datum, ignoresOthers: Bool = false) -> [Double]? {
  guard let elements = value.json.elements else { return nil }
  let all = elements.map { $0.number.flatMap { $0.isFinite ? $0 : nil } }
  if ignoresOthers { return all.compactMap { $0 } }
  return all.contains { $0 == nil } ? nil : all.compactMap { $0 }
}

/// The figures of a series: minimum and maximum with their first places, the average, deviation and variance of a
/// sample, the sum and the length.
private struct SeriesFigures {
  let named: [(name: String, value: Datum)]

  init(_ values: [Double]) {
    let minimum = values.min() ?? 0
    let maximum = values.max() ?? 0
    let sum = values.reduce(0, +)
    let average = sum / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - average) * ($1 - average) }
    let variance = squares / Double(values.count - 1)
    func place(_ value: Double) -> Datum { .integer(Int64(values.firstIndex(of: value) ?? 0)) }
    named = [
      ("min", .real(minimum)), ("min_idx", place(minimum)), ("max", .real(maximum)),
      ("max_idx", place(maximum)), ("avg", .real(average)), ("stdev", .real(variance.squareRoot())),
      ("variance", .real(variance)), ("sum", .real(sum)),
      ("len", .integer(Int64(values.count))),
    ]
  }

  /// The figures of an argument; nil for what is no series of numbers.
  static func of(_ arguments: [Datum]) throws(Refusal) -> SeriesFigures? {
    let ignores = arguments.count > 1 && arguments[1].truth == true
    guard let values = numbers(arguments[0], ignoresOthers: ignores) else { return nil }
    guard values.count > 1 else {
      throw Refusal("the figures of series of fewer than two numbers are not supported")
    }
    return SeriesFigures(values)
  }
}

/// The line that fits a series best, by least squares.
private struct SeriesLine {
  let named: [(name: String, value: Datum)]

  init(_ values: [Double]) {
    let count = Double(values.count)
    let middle = (count - 1) / 2
    let average = values.reduce(0, +) / count
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (index, value) in values.enumerated() {
      let x = Double(index) - middle
      xx += x * x
      xy += x * (value - average)
      yy += (value - average) * (value - average)
    }
    let slope = xy / xx
    let start = average - slope * middle
    let line = values.indices.map { start + slope * Double($0) }
    let rest = zip(values, line).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    named = [
      ("rsquare", .real(1 - rest / yy)), ("slope", .real(slope)),
      ("variance", .real(yy / (count - 1))), ("rvariance", .real(rest / (count - 1))),
      ("interception", .real(start)), ("line_fit", .dynamic(.array(line.map { .real($0) }))),
    ]
  }

  static func of(_ arguments: [Datum]) throws(Refusal) -> SeriesLine? {
    guard let values = numbers(arguments[0]) else {
      throw Refusal("series_fit_line of a series with other elements than numbers is not supported")
    }
    guard values.count > 2, Set(values).count > 1 else {
      throw Refusal(
        "series_fit_line of fewer than three numbers, or of equal ones, is not supported")
    }
    return SeriesLine(values)
  }
}

private func bag(_ figures: [(name: String, value: Datum)]) -> Datum {
  .dynamic(
    .bag(figures.map { JSON.Member(name: Array($0.name.utf8), value: $0.value.json) }))
}

/// Figures of series. Source: dataexplorer-docs, query/series-stats-function.md, series-fit-line-function.md,
/// series-iir-function.md, series-pearson-correlation-function.md.
let seriesStatisticsKernels: [String: Kernel] = [
  "series_stats": { call in
    let index = call.tupleIndex
    return { (arguments) throws(Refusal) in
      try SeriesFigures.of(arguments).map { $0.named[index].value } ?? .null
    }
  },
  "series_stats_dynamic": { _ in
    { (arguments) throws(Refusal) in try SeriesFigures.of(arguments).map { bag($0.named) } ?? .null
    }
  },
  "series_fit_line": { call in
    let index = call.tupleIndex
    return { (arguments) throws(Refusal) in
      try SeriesLine.of(arguments).map { $0.named[index].value } ?? .null
    }
  },
  "series_fit_line_dynamic": { _ in
    { (arguments) throws(Refusal) in try SeriesLine.of(arguments).map { bag($0.named) } ?? .null }
  },
  "series_iir": { _ in
    { (arguments) throws(Refusal) in
      guard let values = numbers(arguments[0]), let inputs = numbers(arguments[1]),
        let outputs = numbers(arguments[2]), let scale = outputs.first, scale != 0
      else {
        throw Refusal("series_iir is supported for numbers, the first denominator not 0")
      }
      var result: [Double] = []
      for index in values.indices {
        var sum = 0.0
        for (back, factor) in inputs.enumerated() where back <= index {
          sum += factor * values[index - back]
        }
        for (back, factor) in outputs.enumerated() where back > 0 && back <= index {
          sum -= factor * result[index - back]
        }
        result.append(sum / scale)
        if index & 0xfff == 0xfff, inputs.count + outputs.count > 4_096 {
          throw Refusal("a filter of so many factors is not supported", code: .resources)
        }
      }
      return .dynamic(.array(result.map { .real($0) }))
    }
  },
  "series_pearson_correlation": { _ in
    { (arguments) throws(Refusal) in
      guard let one = numbers(arguments[0]), let other = numbers(arguments[1]),
        one.count == other.count, Set(one).count > 1, Set(other).count > 1
      else {
        throw Refusal("series_pearson_correlation is supported for numbers that differ")
      }
      let count = Double(one.count)
      let (left, right) = (one.reduce(0, +) / count, other.reduce(0, +) / count)
      var (xx, xy, yy) = (0.0, 0.0, 0.0)
      for (x, y) in zip(one, other) {
        xx += (x - left) * (x - left)
        xy += (x - left) * (y - right)
        yy += (y - right) * (y - right)
      }
      return .real(xy / (xx.squareRoot() * yy.squareRoot()))
    }
  },
]
