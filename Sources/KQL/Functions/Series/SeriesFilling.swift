/// Values for what is missing in a series.
extension ScalarFunction {
  static let seriesFillBackward = ScalarFunction(
    "series_fill_backward", page: "series-fill-backward-function", returns: .type(.dynamic),
    [.dynamic("series"), .any("placeholder").optional], resultName: .firstArgument)

  static let seriesFillForward = ScalarFunction(
    "series_fill_forward", page: "series-fill-forward-function", returns: .type(.dynamic),
    [.dynamic("series"), .any("placeholder").optional], resultName: .firstArgument)

  static let seriesFillConst = ScalarFunction(
    "series_fill_const", page: "series-fill-const-function", returns: .type(.dynamic),
    [.dynamic("series"), .any("value"), .any("placeholder").optional], resultName: .firstArgument)

  static let seriesFillLinear = ScalarFunction(
    "series_fill_linear", page: "series-fill-linear-function", returns: .type(.dynamic),
    [
      .dynamic("series"), .any("placeholder").optional, .bool("fillEdges").optional,
      .any("value").optional,
    ], resultName: .firstArgument)
}
