/// Writes a tree as KQL: one statement and one top-level operator a line, literals in one form.
///
/// The text parses to the same tree. With `showsStructure`, operations stand in `⟨ ⟩`, so that a test sees what binds to
/// what.
struct SyntaxPrinter {
  private(set) var text = ""
  let showsStructure: Bool
  /// Pipelines that are open: only the outermost begins lines.
  private var pipelineDepth = 0

  init(showsStructure: Bool = false) { self.showsStructure = showsStructure }

  /// A query as text.
  static func text(of query: QuerySyntax, showsStructure: Bool = false) -> String {
    var printer = SyntaxPrinter(showsStructure: showsStructure)
    printer.print(statements: query.statements, separator: ";\n")
    return printer.text
  }

  mutating func write(_ part: String) { text += part }

  /// From here to `closeParentheses` pipelines are written on one line.
  mutating func openParentheses() { pipelineDepth += 1 }

  mutating func closeParentheses() { pipelineDepth -= 1 }

  mutating func separated<Part>(
    _ parts: [Part], by separator: String = ", ", _ print: (inout SyntaxPrinter, Part) -> Void
  ) {
    for (index, part) in parts.enumerated() {
      if index > 0 { write(separator) }
      print(&self, part)
    }
  }

  // MARK: - Statements

  mutating func print(statements: [StatementSyntax], separator: String) {
    separated(statements, by: separator) { $0.print($1) }
  }

  mutating func print(_ statement: StatementSyntax) {
    switch statement.kind {
    case .letValue(let name, let value):
      write("let ")
      print(name)
      write(" = ")
      print(value)
    case .letFunction(let name, let function):
      write("let ")
      print(name)
      write(" = ")
      print(function)
    case .set(let name, let value):
      write("set ")
      print(name)
      if let value {
        write(" = ")
        print(value)
      }
    case .queryParameters(let parameters):
      write("declare query_parameters ")
      print(functionParameters: parameters)
    case .expression(let expression): print(expression)
    }
  }

  mutating func print(_ function: FunctionSyntax) {
    if function.isView { write("view ") }
    print(functionParameters: function.parameters)
    write(" { ")
    pipelineDepth += 1
    print(statements: function.body, separator: "; ")
    pipelineDepth -= 1
    write(" }")
  }

  mutating func print(functionParameters parameters: [FunctionParameterSyntax]) {
    write("(")
    separated(parameters) { printer, parameter in
      printer.print(parameter.name)
      printer.write(":")
      switch parameter.type {
      case .scalar(let name): printer.write(name.text)
      case .table(let schema): printer.print(schema)
      case .anyTable: printer.write("(*)")
      }
      if let value = parameter.defaultValue {
        printer.write(" = ")
        printer.print(value)
      }
    }
    write(")")
  }

  // MARK: - Pipelines

  mutating func print(_ pipeline: PipelineSyntax) {
    let separator = pipelineDepth == 0 ? "\n| " : " | "
    pipelineDepth += 1
    defer { pipelineDepth -= 1 }
    if let source = pipeline.source { print(source) }
    for (index, part) in pipeline.operators.enumerated() {
      if index > 0 || pipeline.source != nil { write(separator) }
      write(part.keyword.text)
      part.print(to: &self)
    }
  }

  mutating func print(parameters: [ParameterSyntax]) {
    for parameter in parameters {
      write(" ")
      print(parameter)
    }
  }

  mutating func print(_ parameter: ParameterSyntax) {
    write(parameter.name.text + "=")
    print(parameter.value)
  }

  mutating func print(properties: [ParameterSyntax]) {
    guard !properties.isEmpty else { return }
    write(" with (")
    separated(properties) { printer, property in
      printer.print(property.name)
      printer.write("=")
      printer.print(property.value)
    }
    write(")")
  }

  mutating func print(inTables tables: [ExpressionSyntax]) {
    guard !tables.isEmpty else { return }
    write(" in (")
    separated(tables) { $0.print($1) }
    write(")")
  }

  mutating func print(list: [NamedExpressionSyntax]) {
    guard !list.isEmpty else { return }
    write(" ")
    separated(list) { $0.print($1) }
  }

  mutating func print(patterns: [NamePatternSyntax]) {
    write(" ")
    separated(patterns) { $0.print($1) }
  }

  mutating func print(_ key: OrderedExpressionSyntax) {
    print(key.expression)
    if let direction = key.direction { write(" " + direction.rawValue) }
    if let nulls = key.nulls { write(" nulls " + nulls.rawValue) }
  }

  mutating func print(_ column: MvColumnSyntax) {
    print(column.value)
    if let type = column.type { write(" to typeof(\(type.text))") }
  }

  mutating func print(_ schema: SchemaSyntax, hasStar: Bool = false) {
    write("(" + (hasStar ? schema.columns.isEmpty ? "*" : "*, " : ""))
    separated(schema.columns) { printer, column in
      printer.print(column.name)
      printer.write(":" + column.type.text)
    }
    write(")")
  }

  // MARK: - Names

  mutating func print(_ name: NameSyntax) {
    write(name.isBracketed ? "[\(StringLiteral.quoted(name.text))]" : name.text)
  }

  mutating func print(_ pattern: NamePatternSyntax) { print(pattern.name) }
}
