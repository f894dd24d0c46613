internal import Tabular

/// Writes a plan for people: one node a line, inputs indented below.
///
/// A node with several users is written once and numbered; later users name the number.
struct PlanPrinter {
  /// Of wider tables no more are written.
  private static let columnsShown = 16

  private var lines: [String] = []
  private var numbers: [ObjectIdentifier: Int] = [:]
  private var uses: [ObjectIdentifier: Int] = [:]
  private var written: Set<ObjectIdentifier> = []

  private var requests: [ObjectIdentifier: ScanRequest] = [:]

  /// A bound query: its variables, then the plan with the columns of each node, with what each scan is asked for.
  static func text(of query: BoundQuery) -> String {
    var printer = PlanPrinter()
    for (node, request) in ScanPlanner.requests(of: query, value: { $0.constant?.value }) {
      printer.requests[node] = request
    }
    for variable in query.variables {
      if case .firstCell(let node) = variable.value { printer.count(node) }
    }
    printer.count(query.root)
    for (index, variable) in query.variables.enumerated() {
      let title =
        "$\(index)\(variable.name.isEmpty ? "" : " (\(variable.name))"): \(variable.type.name) = "
      switch variable.value {
      case .expression(let value): printer.lines.append(title + printer.text(value))
      case .firstCell(let node):
        printer.lines.append(title + "first cell of")
        printer.write(node, indent: 1)
      }
    }
    printer.write(query.root, indent: 0)
    return printer.lines.joined(separator: "\n") + "\n"
  }

  private mutating func count(_ node: PlanNode) {
    let id = ObjectIdentifier(node)
    uses[id, default: 0] += 1
    guard uses[id] == 1 else { return }
    for input in node.inputs + node.operation.subplans { count(input) }
  }

  private mutating func write(_ node: PlanNode, indent: Int) {
    let id = ObjectIdentifier(node)
    let margin = String(repeating: "  ", count: indent)
    if uses[id, default: 0] > 1 {
      let number = numbers[id] ?? numbers.count + 1
      numbers[id] = number
      guard written.insert(id).inserted else {
        lines.append("\(margin)same as #\(number)")
        return
      }
    }
    let details = node.operation.details(self)
    var line = margin + type(of: node.operation).name
    if let number = numbers[id] { line += " #\(number)" }
    if !details.isEmpty { line += " " + details }
    if node.inputs.first?.schema.columns != node.schema.columns {
      line += " -> " + schema(node.schema)
    }
    lines.append(line)
    if let request = requests[id] { lines.append(margin + "  " + text(request, of: node.schema)) }
    for input in node.inputs { write(input, indent: indent + 1) }
    let subplans = node.operation.subplans
    if !subplans.isEmpty {
      for subplan in subplans {
        lines.append(margin + "  with")
        write(subplan, indent: indent + 2)
      }
    }
  }

  /// `reads a, b where a in ("x")`.
  private func text(_ request: ScanRequest, of schema: RowSchema) -> String {
    let columns = request.columns.map { schema.columns[$0].name }.joined(separator: ", ")
    var text = "reads " + (request.columns.count == schema.columns.count ? "all" : columns)
    for (index, predicate) in request.predicates.enumerated() {
      text += index == 0 ? " where " : " and "
      text += schema.columns[predicate.column].name + " " + self.text(predicate.test)
    }
    return text
  }

  private func text(_ test: ColumnPredicate.Test) -> String {
    func list(_ values: [String]) -> String { "(" + values.joined(separator: ", ") + ")" }
    func shown(_ value: Value) -> String { Constant(value, .unknown).description }
    return switch test {
    case .isOneOf(let values): "in " + list(values.map(shown))
    case .isOneOfIgnoringCase(let texts): "in~ " + list(texts.map(StringLiteral.quoted))
    case .isBetween(let low, let high):
      "between (\(low.map(shown) ?? "") .. \(high.map(shown) ?? ""))"
    case .holdsOneOf(let texts): "holds " + list(texts.map(StringLiteral.quoted))
    case .isNotEmpty: "is not empty"
    }
  }

  /// `(a: string, b: long, ...)`.
  private func schema(_ schema: RowSchema) -> String {
    var parts = schema.columns.prefix(Self.columnsShown).map { "\($0.name): \($0.type.name)" }
    if schema.columns.count > Self.columnsShown { parts.append("\(schema.columns.count) columns") }
    if schema.isOpen { parts.append("...") }
    return "(" + parts.joined(separator: ", ") + ")"
  }

  /// An expression with the functions it calls; columns as `#place name`.
  func text(_ value: BoundExpression) -> String {
    switch value.kind {
    case .constant(let constant): return constant.description
    case .column(let index): return "#\(index)" + (value.name.map { " \($0)" } ?? "")
    case .openColumn(let name): return "?\(name)"
    case .variable(let index): return "$\(index)"
    case .call(let function, let arguments):
      let parts = arguments.map { text($0) }
      switch function.name {
      case "in", "!in", "in~", "!in~", "has_any", "has_all":
        let members = parts.dropFirst().joined(separator: ", ")
        return "(\(parts[0]) \(function.name) (\(members)))"
      case "between", "!between":
        return "(\(parts[0]) \(function.name) (\(parts[1]) .. \(parts[2])))"
      case ".", "[]": return "\(parts[0])[\(parts[1])]"
      default: break
      }
      if FunctionCatalogue.byName[function.name] == nil, parts.count >= 2 {
        return "(" + parts.joined(separator: " \(function.name) ") + ")"
      }
      return "\(function.name)(\(parts.joined(separator: ", ")))"
    case .tupleElement(let call, let index): return "\(text(call)){\(index)}"
    case .table: return "(table)"
    case .allColumns: return "*"
    case .invalid: return "(error)"
    }
  }

  func text(_ aggregate: BoundAggregate) -> String {
    "\(aggregate.function.name)(\(aggregate.arguments.map { text($0) }.joined(separator: ", ")))"
  }
}
