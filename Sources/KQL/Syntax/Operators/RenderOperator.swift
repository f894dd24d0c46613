/// `render timechart with (title="x", ycolumns=a, b)` and the older `render timechart kind=stacked title="x"`. How rows
/// are drawn changes none of them.
///
/// Source: dataexplorer-docs, query/render-operator.md.
struct RenderOperator: OperatorSyntax {
  static let keywords = ["render"]
  let keyword: NameSyntax
  let range: SourceRange
  let chart: NameSyntax
  let properties: [Property]
  /// Written after `with`.
  let isWith: Bool

  /// A name and one or more values.
  struct Property: Sendable {
    let name: NameSyntax
    let values: [ExpressionSyntax]
  }

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    chart = try parser.parseNewName("a kind of chart")
    isWith = parser.isNext("with") && parser.isNext(.openParenthesis, 1)
    if isWith { parser.advance(2) }
    var properties: [Property] = []
    while !parser.isAtOperatorEnd {
      let name = try parser.parseNewName("a property of the chart")
      try parser.expect(.assign, "after the property \(name.text)")
      var values = [try parser.parseOperand()]
      // A comma separates values as well as properties.
      while parser.isNext(.comma), !parser.isNext(.assign, 1 + (parser.newNameLength(1) ?? 1)) {
        parser.advance()
        values.append(try parser.parseOperand())
      }
      properties.append(Property(name: name, values: values))
      _ = parser.take(.comma)
    }
    if isWith { try parser.expect(.closeParenthesis, "after the properties of the chart") }
    self.properties = properties
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.write(" ")
    printer.print(chart)
    guard isWith || !properties.isEmpty else { return }
    printer.write(isWith ? " with (" : " ")
    printer.separated(properties, by: isWith ? ", " : " ") { printer, property in
      printer.print(property.name)
      printer.write("=")
      printer.separated(property.values) { $0.print($1) }
    }
    if isWith { printer.write(")") }
  }
}
