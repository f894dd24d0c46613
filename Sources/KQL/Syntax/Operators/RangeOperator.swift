/// `range name from start to stop step width`: a table of one column.
///
/// Source: dataexplorer-docs, query/range-operator.md.
struct RangeOperator: OperatorSyntax {
  static let keywords = ["range"]
  static let isFunctionToo = true
  let keyword: NameSyntax
  let range: SourceRange
  let column: NameSyntax
  let start: ExpressionSyntax
  let stop: ExpressionSyntax
  let step: ExpressionSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    column = try parser.parseNewName("the name of a column")
    try parser.expect(word: "from", "after the name of the column")
    start = try parser.parseExpression()
    try parser.expect(word: "to", "after the start")
    stop = try parser.parseExpression()
    try parser.expect(word: "step", "after the end")
    step = try parser.parseExpression()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.write(" ")
    printer.print(column)
    for (word, part) in [("from", start), ("to", stop), ("step", step)] {
      printer.write(" \(word) ")
      printer.print(part)
    }
  }
}
