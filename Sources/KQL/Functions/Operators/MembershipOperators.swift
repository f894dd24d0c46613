/// Operators with a list on the right. Pages: in-operator, in-cs-operator, has-any-operator, has-all-operator.
extension ScalarFunction {
  static let isIn = membership("in")
  static let isNotIn = membership("!in")
  static let isInIgnoringCase = membership("in~")
  static let isNotInIgnoringCase = membership("!in~")
  static let hasAny = membership("has_any")
  static let hasAll = membership("has_all")

  /// Arguments: the value, then the members: values, dynamic arrays or one table.
  private static func membership(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: "datatypes-string-operators",
      [
        Signature(
          [.any("value"), .any("member")], .last(0...Int.max),
          returns: .custom { arguments in
            let value = arguments[0].type
            let isText = name.hasPrefix("has") || name.hasSuffix("~")
            if isText, value != .string, value != .dynamic, !value.isUnknown { return nil }
            for member in arguments.dropFirst() {
              if member.type == .dynamic || member.type.isUnknown { continue }
              if isText ? member.type != .string : !areComparable(value, member.type) { return nil }
            }
            return .bool
          })
      ])
  }
}
