/// Parts of a time.
extension ScalarFunction {
  static let dayofweek = ScalarFunction(
    "dayofweek", page: "day-of-week-function", returns: .type(.timespan), [.datetime("date")])

  static let dayofmonth = ScalarFunction(
    "dayofmonth", page: "day-of-month-function", returns: .type(.int), [.datetime("date")])

  static let dayofyear = ScalarFunction(
    "dayofyear", page: "day-of-year-function", returns: .type(.int), [.datetime("date")])

  static let hourofday = ScalarFunction(
    "hourofday", page: "hour-of-day-function", returns: .type(.int), [.datetime("date")])

  static let weekOfYear = ScalarFunction(
    "week_of_year", aliases: ["weekofyear"], page: "week-of-year-function", returns: .type(.int),
    [.datetime("date")])

  static let monthofyear = ScalarFunction(
    "monthofyear", page: "month-of-year-function", returns: .type(.int), [.datetime("date")])

  static let getyear = ScalarFunction(
    "getyear", page: "get-year-function", returns: .type(.int), [.datetime("date")])

  static let getmonth = ScalarFunction(
    "getmonth", page: "get-month-function", returns: .type(.int), [.datetime("date")])

  static let datetimePart = ScalarFunction(
    "datetime_part", aliases: ["datepart"], page: "datetime-part-function", returns: .type(.int),
    [.string("part"), .datetime("date")])
}
