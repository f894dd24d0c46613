// MARK: - Expressions

extension SyntaxPrinter {
  mutating func print(_ named: NamedExpressionSyntax) {
    if named.isTuple {
      write("(")
      separated(named.names) { $0.print($1) }
      write(") = ")
    } else if let name = named.names.first {
      print(name)
      write(" = ")
    }
    print(named.value)
  }

  mutating func print(_ expression: ExpressionSyntax) {
    switch expression.kind {
    case .literal(let value): print(value)
    case .dynamic(let value):
      write("dynamic(")
      print(value)
      write(")")
    case .name(let name), .pattern(let name): print(name)
    case .star: write("*")
    case .parenthesized(let inner):
      write("(")
      print(nested: inner)
      write(")")
    case .pipeline(let pipeline): print(pipeline)
    case .call(let call): print(call)
    case .memberCall(let base, let call):
      print(base)
      write(".")
      print(call)
    case .member(let base, let name):
      print(base)
      write(".")
      print(name)
    case .element(let base, let index):
      print(base)
      write("[")
      print(index)
      write("]")
    case .datatable(let table): print(table)
    case .externalData(let table): print(table)
    case .typeOf(let items): print(items)
    case .unary, .binary, .logical, .membership, .between: print(operation: expression)
    }
  }

  private mutating func print(operation expression: ExpressionSyntax) {
    if showsStructure { write("⟨") }
    switch expression.kind {
    case .unary(let sign, let operand):
      write(sign.rawValue)
      print(operand)
    case .binary(let left, let binary, _, let right):
      print(left)
      write(binary == .searchColumn ? ":" : " \(binary.rawValue) ")
      print(right)
    case .logical(let logical, let operands):
      separated(operands, by: " \(logical.rawValue) ") { $0.print($1) }
    case .membership(let value, let membership, _, let list):
      print(value)
      write(" \(membership.rawValue) (")
      separated(list) { $0.print($1) }
      write(")")
    case .between(let value, let isNegated, let low, let high):
      print(value)
      write(isNegated ? " !between (" : " between (")
      print(low)
      write(" .. ")
      print(high)
      write(")")
    default: break
    }
    if showsStructure { write("⟩") }
  }

  mutating func print(_ call: CallSyntax) {
    print(call.name)
    print(parameters: call.parameters)
    write(call.parameters.isEmpty ? "(" : " (")
    separated(call.arguments) { printer, argument in
      if argument.names.isEmpty {
        printer.print(nested: argument.value)
      } else {
        printer.print(argument)
      }
    }
    write(")")
  }

  /// What stands in parentheses goes on one line.
  private mutating func print(nested expression: ExpressionSyntax) {
    openParentheses()
    print(expression)
    closeParentheses()
  }

  private mutating func print(_ table: DataTableSyntax) {
    write("datatable")
    print(table.schema)
    write("[")
    separated(table.values) { $0.print($1) }
    write("]")
  }

  private mutating func print(_ table: ExternalDataSyntax) {
    write(table.keyword.text)
    print(table.schema)
    write("[")
    separated(table.locations) { $0.print($1) }
    write("]")
    print(properties: table.properties)
  }

  private mutating func print(_ items: [ExpressionSyntax.TypeOfItem]) {
    write("typeof(")
    separated(items) { printer, item in
      switch item {
      case .star: printer.write("*")
      case .type(let name): printer.write(name.text)
      case .column(let column):
        printer.print(column.name)
        printer.write(":" + column.type.text)
      }
    }
    write(")")
  }

  // MARK: - Literals

  private mutating func print(_ value: LiteralValue) {
    switch value {
    case .bool(let bool): write(bool ? "true" : "false")
    case .int(let int): write("int(\(int))")
    case .wideInt(let digits): write("int(\(digits))")
    case .long(let long): write(long < 0 ? "long(\(long))" : "\(long)")
    case .real(let real):
      if real.isNaN {
        write("real(nan)")
      } else if real.isInfinite {
        write(real < 0 ? "real(-inf)" : "real(+inf)")
      } else {
        write(real.sign == .minus ? "real(\(real))" : "\(real)")
      }
    case .decimal(let digits): write("decimal(\(digits))")
    case .timespan(let ticks): write("timespan(\(TimespanLiteral.text(of: ticks)))")
    case .datetime(let text): write("datetime(\(text))")
    case .guid(let text): write("guid(\(text))")
    case .string(let text): write(StringLiteral.quoted(text))
    case .null(let type): write("\(type)(null)")
    }
  }

  private mutating func print(_ value: DynamicSyntax) {
    switch value.kind {
    case .null: write("null")
    case .scalar(.long(let long)): write("\(long)")
    case .scalar(.real(let real)) where real.isFinite: write("\(real)")
    case .scalar(let literal): print(literal)
    case .array(let elements):
      write("[")
      separated(elements) { $0.print($1) }
      write("]")
    case .bag(let members):
      write("{")
      separated(members) { printer, member in
        printer.write(StringLiteral.quoted(member.name) + ":")
        printer.print(member.value)
      }
      write("}")
    }
  }
}
