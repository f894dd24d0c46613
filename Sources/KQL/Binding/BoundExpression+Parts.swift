internal import Tabular

extension BoundExpression {
  /// Tables inside, as in `x in (T)`.
  var tables: [PlanNode] {
    switch kind {
    case .table(let node): [node]
    case .call(_, let arguments): arguments.flatMap(\.tables)
    case .tupleElement(let call, _): call.tables
    default: []
    }
  }

  /// Whether the value depends on the row itself. `rand()` does not, though it differs from row to row.
  var readsRow: Bool {
    switch kind {
    case .column, .openColumn, .allColumns: true
    case .call(let function, let arguments):
      function.purity == .window || arguments.contains(where: \.readsRow)
    case .tupleElement(let call, _): call.readsRow
    case .constant, .variable, .table, .invalid: false
    }
  }

  /// The columns of the row that the value depends on, each as often as it is met.
  func visitColumns(_ visit: (Int) -> Void) {
    switch kind {
    case .column(let index): visit(index)
    case .call(_, let arguments): for argument in arguments { argument.visitColumns(visit) }
    case .tupleElement(let call, _): call.visitColumns(visit)
    default: break
    }
  }

  /// Whether it looks at all columns of the row, as `* has "x"` does.
  var readsAllColumns: Bool {
    switch kind {
    case .allColumns: true
    case .call(_, let arguments): arguments.contains(where: \.readsAllColumns)
    case .tupleElement(let call, _): call.readsAllColumns
    default: false
    }
  }

  /// One of the columns of a function that gives several.
  func element(_ index: Int) -> BoundExpression {
    let column = tuple[index]
    // The columns of an aggregate lie behind each other.
    if case .column(let start) = kind {
      return BoundExpression(
        .column(start + index), column.type, at: range, name: column.name, dependence: dependence)
    }
    return BoundExpression(
      .tupleElement(self, index), column.type, at: range, name: column.name,
      dependence: dependence)
  }

  /// The same value where another type is declared, that it widens to.
  func typed(_ type: ValueType) -> BoundExpression {
    guard type != self.type, let conversion = ScalarFunction.conversion(to: type) else {
      return self
    }
    return BoundExpression(
      .call(conversion, [self]), type, at: range, name: name, dependence: dependence)
  }
}

extension ScalarFunction {
  /// What turns values into those of a type; nil where only a declaration can.
  static func conversion(to type: ValueType) -> ScalarFunction? {
    guard case .known(let type) = type else { return nil }
    return switch type {
    case .bool: .tobool
    case .int: .toint
    case .long: .tolong
    case .real: .toreal
    case .decimal: .todecimal
    case .datetime: .todatetime
    case .timespan: .totimespan
    case .string: .tostring
    case .guid: .toguid
    case .dynamic: nil
    }
  }
}
