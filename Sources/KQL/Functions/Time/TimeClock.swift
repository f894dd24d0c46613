/// The time a query runs at, and that of the row.
extension ScalarFunction {
  static let now = ScalarFunction(
    "now", page: "now-function", returns: .type(.datetime), [.timespan("offset").optional],
    purity: .perQuery)

  static let ago = ScalarFunction(
    "ago", page: "ago-function", returns: .type(.datetime), [.timespan("span")], purity: .perQuery)

  static let ingestionTime = ScalarFunction(
    "ingestion_time", page: "ingestion-time-function", returns: .type(.datetime),
    resultName: .fixed("$IngestionTime"), purity: .perRow)
}
