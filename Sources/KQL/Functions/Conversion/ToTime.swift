/// Values as times.
extension ScalarFunction {
  static let todatetime = ScalarFunction(
    "todatetime", page: "todatetime-function", returns: .type(.datetime), [.any("value")],
    resultName: .firstArgument, isConversion: true)

  static let totimespan = ScalarFunction(
    "totimespan", aliases: ["totime"], page: "totimespan-function", returns: .type(.timespan),
    [.any("value")], resultName: .firstArgument, isConversion: true)
}
