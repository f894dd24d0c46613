/// `and`, `or`. Page: logical-operators.
extension ScalarFunction {
  static let and = logical("and")
  static let or = logical("or")

  /// Whether a condition may be of this type.
  static func isCondition(_ type: ValueType) -> Bool {
    type == .bool || type == .dynamic || type.isUnknown
  }

  private static func logical(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: "logical-operators",
      [
        Signature(
          [.any("operand")], .last(2...Int.max),
          returns: .custom { $0.allSatisfy { isCondition($0.type) } ? .bool : nil })
      ])
  }
}
