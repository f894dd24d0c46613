/// Functions of angles.
extension ScalarFunction {
  static let pi = ScalarFunction(
    "pi", page: "pi-function", returns: .type(.real))

  static let cos = ScalarFunction(
    "cos", page: "cos-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let sin = ScalarFunction(
    "sin", page: "sin-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let tan = ScalarFunction(
    "tan", page: "tan-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let acos = ScalarFunction(
    "acos", page: "acos-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let asin = ScalarFunction(
    "asin", page: "asin-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let atan = ScalarFunction(
    "atan", page: "atan-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let atan2 = ScalarFunction(
    "atan2", page: "atan2-function", returns: .type(.real), [.number("y"), .number("x")],
    resultName: .firstArgument)

  static let cot = ScalarFunction(
    "cot", page: "cot-function", returns: .type(.real), [.number("number")])

  static let degrees = ScalarFunction(
    "degrees", page: "degrees-function", returns: .type(.real), [.number("radians")])

  static let radians = ScalarFunction(
    "radians", page: "radians-function", returns: .type(.real), [.number("degrees")])
}
