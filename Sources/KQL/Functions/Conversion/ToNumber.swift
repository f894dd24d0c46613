/// Values as numbers.
extension ScalarFunction {
  static let tolong = ScalarFunction(
    "tolong", page: "tolong-function", returns: .type(.long), [.any("value")],
    resultName: .firstArgument, isConversion: true)

  static let toint = ScalarFunction(
    "toint", page: "toint-function", returns: .type(.int), [.any("value")],
    resultName: .firstArgument, isConversion: true)

  /// `int(0xf090013d)`, which has no name: of which number it is, there is no evidence. Microsoft's rule "Component
  /// Object Model Hijacking - Vault7 trick" has it, so that queries with it must bind.
  static let wideInt = ScalarFunction(
    "an int of more than 32 bits", page: "scalar-data-types/int", returns: .type(.int),
    [.string("digits")])

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
