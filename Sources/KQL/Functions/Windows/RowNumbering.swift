/// Numbers of rows, and running sums.
extension ScalarFunction {
  static let rowNumber = ScalarFunction(
    "row_number", page: "row-number-function", returns: .type(.long),
    [.long("start").optional, .bool("restart").optional], purity: .window)

  static let rowCumsum = ScalarFunction(
    "row_cumsum", page: "row-cumsum-function", returns: .promoted(0),
    [.number("term"), .bool("restart").optional], purity: .window)

  static let rowRankDense = ScalarFunction(
    "row_rank_dense", page: "row-rank-dense-function", returns: .type(.long),
    [.any("term"), .bool("restart").optional], purity: .window)

  static let rowRankMin = ScalarFunction(
    "row_rank_min", page: "row-rank-min-function", returns: .type(.long),
    [.any("term"), .bool("restart").optional], purity: .window)

  static let rowWindowSession = ScalarFunction(
    "row_window_session", page: "row-window-session-function", returns: .type(.datetime),
    [.datetime("time"), .timespan("fromFirst"), .timespan("between"), .bool("restart").optional],
    purity: .window)
}
