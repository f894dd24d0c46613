/// `== != < <= > >=`, `between`. Page: numerical-operators, between-operator.
extension ScalarFunction {
  static let equal = equality("==")
  static let notEqual = equality("!=")
  static let less = order("<")
  static let lessOrEqual = order("<=")
  static let greater = order(">")
  static let greaterOrEqual = order(">=")
  static let between = range("between")
  static let notBetween = range("!between")

  /// Whether values of two types have an order, so that `<` may stand between them.
  static func areOrdered(_ left: ValueType, _ right: ValueType) -> Bool {
    if left.isUnknown || right.isUnknown { return true }
    if left.isNumber || left == .bool, right.isNumber || right == .bool { return true }
    if left == .dynamic { return right.isSummable || right == .string }
    if right == .dynamic { return left.isSummable || left == .string }
    return left == right && (left == .datetime || left == .timespan || left == .string)
  }

  /// Whether values of two types can be equal. Two dynamics cannot be compared: Kusto asks for a cast.
  static func areComparable(_ left: ValueType, _ right: ValueType) -> Bool {
    if areOrdered(left, right) { return true }
    if left == .dynamic { return right != .dynamic }
    if right == .dynamic { return left != .dynamic }
    if left == right { return true }
    return (left == .guid && right == .string) || (left == .string && right == .guid)
  }

  private static func equality(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: "numerical-operators",
      returns: .custom { areComparable($0[0].type, $0[1].type) ? .bool : nil },
      [.any("left"), .any("right")])
  }

  private static func order(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: "numerical-operators",
      returns: .custom { areOrdered($0[0].type, $0[1].type) ? .bool : nil },
      [.any("left"), .any("right")])
  }

  private static func range(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: "between-operator",
      returns: .custom { arguments in
        let types = arguments.map(\.type)
        // The end may be a span that counts from the start.
        if types[0] == .datetime, types[1] == .datetime || types[1].isUnknown, types[2] == .timespan
        {
          return .bool
        }
        return areOrdered(types[0], types[1]) && areOrdered(types[0], types[2]) ? .bool : nil
      }, [.any("value"), .any("low"), .any("high")])
  }
}
