/// `evaluate hint.distribution=per_node plugin(arguments) : (a:string, b:long)`.
///
/// Source: dataexplorer-docs, query/evaluate-operator.md.
struct EvaluateOperator: OperatorSyntax {
  static let keywords = ["evaluate"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let call: CallSyntax
  /// The columns that the plugin gives, where the query says so.
  let schema: SchemaSyntax?
  /// Whether `*` stands first in the schema: the other columns of the input stay.
  let keepsColumns: Bool

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    let name = try parser.parseName("the name of a plugin")
    call = try parser.parseCall(of: name, parameters: []).call
    var schema: SchemaSyntax?
    var keepsColumns = false
    if parser.take(.colon) {
      if parser.isNext(.openParenthesis), parser.isNext(.star, 1) {
        keepsColumns = true
        let start = parser.token.range.start
        parser.advance(2)
        var columns: [ColumnDeclarationSyntax] = []
        while parser.take(.comma) { columns.append(try parser.parseColumnDeclaration()) }
        try parser.expect(.closeParenthesis, "or \",\" after the column")
        schema = SchemaSyntax(range: parser.range(from: start), columns: columns)
      } else {
        schema = try parser.parseSchema()
      }
    }
    self.schema = schema
    self.keepsColumns = keepsColumns
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.write(" ")
    printer.print(call)
    if let schema {
      printer.write(" : ")
      printer.print(schema, hasStar: keepsColumns)
    }
  }
}
