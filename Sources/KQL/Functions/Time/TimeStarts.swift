/// Where a day, week, month or year begins and ends.
extension ScalarFunction {
  static let startofday = ScalarFunction(
    "startofday", page: "startofday-function", returns: .type(.datetime),
    [.datetime("date"), .long("offset").optional], resultName: .firstArgument)

  static let startofweek = ScalarFunction(
    "startofweek", page: "startofweek-function", returns: .type(.datetime),
    [.datetime("date"), .long("offset").optional])

  static let startofmonth = ScalarFunction(
    "startofmonth", page: "startofmonth-function", returns: .type(.datetime),
    [.datetime("date"), .long("offset").optional])

  static let startofyear = ScalarFunction(
    "startofyear", page: "startofyear-function", returns: .type(.datetime),
    [.datetime("date"), .long("offset").optional])

  static let endofday = ScalarFunction(
    "endofday", page: "endofday-function", returns: .type(.datetime),
    [.datetime("date"), .long("offset").optional])

  static let endofweek = ScalarFunction(
    "endofweek", page: "endofweek-function", returns: .type(.datetime),
    [.datetime("date"), .long("offset").optional])

  static let endofmonth = ScalarFunction(
    "endofmonth", page: "endofmonth-function", returns: .type(.datetime),
    [.datetime("date"), .long("offset").optional])

  static let endofyear = ScalarFunction(
    "endofyear", page: "endofyear-function", returns: .type(.datetime),
    [.datetime("date"), .long("offset").optional])
}
