/// Numbers and times rounded.
extension ScalarFunction {
  static let bin = ScalarFunction(
    "bin", aliases: ["floor"], page: "bin-function", returns: .custom(binType),
    [.any("value"), .any("size")], resultName: .firstArgument)

  static let binAt = ScalarFunction(
    "bin_at", page: "bin-at-function", returns: .custom(binType),
    [.any("value"), .any("size"), .any("fixed")], resultName: .firstArgument)

  static let round = ScalarFunction(
    "round", page: "round-function", returns: .argument(0),
    [.number("number"), .long("precision").optional], resultName: .firstArgument)

  static let ceiling = ScalarFunction(
    "ceiling", page: "ceiling-function", returns: .argument(0), [.number("number")],
    resultName: .firstArgument)

  /// That of the value, or the wider one of numbers; a datetime may be rounded to a span.
  private static let binType: @Sendable ([BoundExpression]) -> ValueType? = { arguments in
    let value = arguments[0].type
    let size = arguments[1].type
    if let widest = ValueType.widest([value, size]) { return widest == .int ? .long : widest }
    if value == .dynamic { return size == .timespan ? .datetime : size.isNumber ? size : nil }
    if value.isUnknown { return size == .timespan ? .datetime : .unknown }
    if value == .datetime || value == .timespan {
      return size == .timespan || size == value || size.isNumber || size.isUnknown ? value : nil
    }
    return value.isNumber && (size == .dynamic || size.isUnknown) ? value : nil
  }
}
