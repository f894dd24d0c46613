internal import Tabular

extension Binder {
  /// The operands of a comparison, a string literal beside a value of another type made one of that type:
  /// `EventID == "4688"` compares numbers.
  ///
  /// Only a literal that spells such a value exactly; a column of strings beside numbers needs a cast.
  func harmonized(_ arguments: [BoundExpression], for function: ScalarFunction) -> [BoundExpression]
  {
    guard function.comparesLiterals,
      let target = arguments.first(where: { $0.constant == nil || $0.type != .string })?.type,
      target != .string
    else { return arguments }
    return arguments.map { argument in
      guard argument.type == .string, let text = argument.constant?.string,
        let value = Constant(text, spelling: target)
      else { return argument }
      return .constant(value, at: argument.range)
    }
  }
}

extension ScalarFunction {
  /// Whether a string literal takes the type of what it is compared with.
  fileprivate var comparesLiterals: Bool {
    switch name {
    case "==", "!=", "in", "!in", "<", "<=", ">", ">=": true
    default: false
    }
  }
}

extension Constant {
  /// The bool, number or guid that a text spells; nil for others.
  fileprivate init?(_ text: String, spelling type: ValueType) {
    switch type {
    case .bool:
      guard let value = LiteralValue.bool(text) else { return nil }
      self.init(.bool(value), .bool)
    case .int, .long:
      guard let value = LiteralValue.integer(text) else { return nil }
      self.init(.integer(value), .long)
    case .real:
      guard let value = LiteralValue.real(text) else { return nil }
      self.init(.real(value), .real)
    case .guid:
      guard let guid = LiteralValue.guid(text) else { return nil }
      self.init(.guid(guid))
    default: return nil
    }
  }
}
