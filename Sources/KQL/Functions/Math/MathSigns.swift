/// Sign and magnitude.
extension ScalarFunction {
  static let abs = ScalarFunction(
    "abs", page: "abs-function", returns: .custom(absType), [.any("number")],
    resultName: .firstArgument)

  static let sign = ScalarFunction(
    "sign", page: "sign-function", returns: .type(.real), [.number("number")])

  private static let absType: @Sendable ([BoundExpression]) -> ValueType? = { arguments in
    switch arguments[0].type {
    case .int, .long: .long
    case .real, .decimal, .timespan, .unknown: arguments[0].type
    case .dynamic: .real
    default: nil
    }
  }
}
