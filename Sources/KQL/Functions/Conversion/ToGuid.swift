/// Values as guids.
extension ScalarFunction {
  static let toguid = ScalarFunction(
    "toguid", page: "toguid-function", returns: .type(.guid), [.stringOrDynamic("value")],
    resultName: .firstArgument, isConversion: true)
}
