/// Times as text.
extension ScalarFunction {
  static let formatDatetime = ScalarFunction(
    "format_datetime", page: "format-datetime-function", returns: .type(.string),
    [.datetime("date"), .string("format")], resultName: .firstArgument)

  static let formatTimespan = ScalarFunction(
    "format_timespan", page: "format-timespan-function", returns: .type(.string),
    [.timespan("span"), .string("format")], resultName: .firstArgument)
}
