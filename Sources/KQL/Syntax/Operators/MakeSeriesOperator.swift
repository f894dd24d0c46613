/// `make-series kind=nonempty name = avg(x) default = 0 on t from a to b step c by key`, or `on t in range(a, b, c)`.
///
/// Source: dataexplorer-docs, query/make-series-operator.md.
struct MakeSeriesOperator: OperatorSyntax {
  static let keywords = ["make-series"]
  let keyword: NameSyntax
  let range: SourceRange
  /// `kind` and hints.
  let parameters: [ParameterSyntax]
  let aggregates: [Aggregate]
  let axis: NamedExpressionSyntax
  let bounds: Bounds
  let keys: [NamedExpressionSyntax]

  struct Aggregate: Sendable {
    let value: NamedExpressionSyntax
    let defaultValue: ExpressionSyntax?
  }

  enum Bounds: Sendable {
    case steps(from: ExpressionSyntax?, to: ExpressionSyntax?, step: ExpressionSyntax)
    /// `in range(start, stop, step)`, whose end is included.
    case inRange([ExpressionSyntax])
  }

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["kind"])
    aggregates = try parser.parseList { (parser) throws(SyntaxFailure) in
      let value = try parser.parseNamedExpression()
      guard parser.take("default") else { return Aggregate(value: value, defaultValue: nil) }
      try parser.expect(.assign, "after \"default\"")
      return Aggregate(value: value, defaultValue: try parser.parseExpression())
    }
    try parser.expect(word: "on", "and the axis of the series")
    axis = try parser.parseNamedExpression()
    bounds = try Self.parseBounds(&parser)
    keys = parser.take("by") ? try parser.parseNamedList() : []
    range = parser.range(from: keyword.range.start)
  }

  private static func parseBounds(_ parser: inout Parser) throws(SyntaxFailure) -> Bounds {
    if parser.take("in") {
      try parser.expect(word: "range", "after \"in\"")
      try parser.expect(.openParenthesis)
      let parts = try parser.parseList { (parser) throws(SyntaxFailure) in
        try parser.parseExpression()
      }
      guard parts.count == 3 else {
        throw parser.fail(
          .syntax, "expected range(start, stop, step), found \(parts.count) arguments",
          at: parser.range(from: parts[0].range.start))
      }
      try parser.expect(.closeParenthesis, "after the step")
      return .inRange(parts)
    }
    let from = parser.take("from") ? try parser.parseExpression() : nil
    let to = parser.take("to") ? try parser.parseExpression() : nil
    try parser.expect(word: "step", "and the width of a step")
    return .steps(from: from, to: to, step: try parser.parseExpression())
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: parameters)
    printer.write(" ")
    printer.separated(aggregates) { printer, aggregate in
      printer.print(aggregate.value)
      if let value = aggregate.defaultValue {
        printer.write(" default = ")
        printer.print(value)
      }
    }
    printer.write(" on ")
    printer.print(axis)
    switch bounds {
    case .steps(let from, let to, let step):
      for (word, part) in [("from", from), ("to", to), ("step", step)] {
        guard let part else { continue }
        printer.write(" \(word) ")
        printer.print(part)
      }
    case .inRange(let parts):
      printer.write(" in range(")
      printer.separated(parts) { $0.print($1) }
      printer.write(")")
    }
    if !keys.isEmpty {
      printer.write(" by")
      printer.print(list: keys)
    }
  }
}
