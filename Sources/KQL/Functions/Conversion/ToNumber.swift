/// Values as numbers.
extension ScalarFunction {
  static let tolong = ScalarFunction(
    "tolong", page: "tolong-function", returns: .type(.long), [.any("value")],
    resultName: .firstArgument, isConversion: true)

  static let toint = ScalarFunction(
    "toint", page: "toint-function", returns: .type(.int), [.any("value")],
    resultName: .firstArgument, isConversion: true)

  static let toreal = ScalarFunction(
    "toreal", aliases: ["todouble"], page: "toreal-function", returns: .type(.real),
    [.any("value")], resultName: .firstArgument, isConversion: true)

  static let todecimal = ScalarFunction(
    "todecimal", page: "todecimal-function", returns: .type(.decimal), [.any("value")],
    resultName: .firstArgument, isConversion: true)

  static let tobool = ScalarFunction(
    "tobool", aliases: ["toboolean"], page: "tobool-function", returns: .type(.bool),
    [.any("value")], resultName: .firstArgument, isConversion: true)
}
