/// Powers, roots and logarithms.
extension ScalarFunction {
  static let pow = ScalarFunction(
    "pow", page: "pow-function", returns: .type(.real), [.number("base"), .number("exponent")],
    resultName: .firstArgument)

  static let sqrt = ScalarFunction(
    "sqrt", page: "sqrt-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let log = ScalarFunction(
    "log", page: "log-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let log2 = ScalarFunction(
    "log2", page: "log2-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let log10 = ScalarFunction(
    "log10", page: "log10-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let exp = ScalarFunction(
    "exp", page: "exp-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let exp2 = ScalarFunction(
    "exp2", page: "exp2-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let exp10 = ScalarFunction(
    "exp10", page: "exp10-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let erf = ScalarFunction(
    "erf", page: "erf-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let erfc = ScalarFunction(
    "erfc", page: "erfc-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let gamma = ScalarFunction(
    "gamma", page: "gamma-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)

  static let loggamma = ScalarFunction(
    "loggamma", page: "loggamma-function", returns: .type(.real), [.number("number")],
    resultName: .firstArgument)
}
