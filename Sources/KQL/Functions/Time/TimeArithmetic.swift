/// Sums and differences of times.
extension ScalarFunction {
  static let datetimeAdd = ScalarFunction(
    "datetime_add", page: "datetime-add-function", returns: .type(.datetime),
    [.string("part"), .integer("value"), .datetime("datetime")])

  static let datetimeDiff = ScalarFunction(
    "datetime_diff", page: "datetime-diff-function",
    returns: .custom { arguments in
      // Weeks come as a real, as Microsoft's engine gives them.
      arguments[0].constant?.string == "week" ? .real : .long
    },
    [.string("part"), .datetime("datetime1"), .datetime("datetime2")])
}
