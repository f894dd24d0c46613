/// Filters and outliers of a series.
extension ScalarFunction {
  static let seriesFir = ScalarFunction(
    "series_fir", page: "series-fir-function", returns: .type(.dynamic),
    [
      .dynamic("series"), .dynamic("filter"), .bool("normalize").optional, .bool("center").optional,
    ], resultName: .firstArgument)

  static let seriesIir = ScalarFunction(
    "series_iir", page: "series-iir-function", returns: .type(.dynamic),
    [.dynamic("series"), .dynamic("numerators"), .dynamic("denominators")],
    resultName: .firstArgument)

  static let seriesOutliers = ScalarFunction(
    "series_outliers", page: "series-outliers-function", returns: .type(.dynamic),
    [
      .dynamic("series"), .string("kind").optional, .number("ignore").optional,
      .real("minPercentile").optional, .real("maxPercentile").optional,
    ], resultName: .firstArgument)

  static let seriesSeasonal = ScalarFunction(
    "series_seasonal", page: "series-seasonal-function", returns: .type(.dynamic),
    [.dynamic("series"), .integer("period").optional, .integer("testPoints").optional])

  static let seriesPearsonCorrelation = ScalarFunction(
    "series_pearson_correlation", page: "series-pearson-correlation-function",
    returns: .type(.real), [.dynamic("series1"), .dynamic("series2")])

  static let seriesSum = ScalarFunction(
    "series_sum", page: "series-sum-function", returns: .type(.real), [.dynamic("series")])

  static let seriesProduct = ScalarFunction(
    "series_product", page: "series-product-function", returns: .type(.real), [.dynamic("series")])

  static let seriesDotProduct = ScalarFunction(
    "series_dot_product", page: "series-dot-product-function", returns: .type(.real),
    [.any("series1"), .any("series2")])

  static let seriesMagnitude = ScalarFunction(
    "series_magnitude", page: "series-magnitude-function", returns: .type(.real),
    [.dynamic("series")])

  static let seriesStatsDynamic = ScalarFunction(
    "series_stats_dynamic", page: "series-stats-dynamic-function", returns: .type(.dynamic),
    [.dynamic("series"), .bool("ignoreNonfinite").optional])

  static let seriesFitLineDynamic = ScalarFunction(
    "series_fit_line_dynamic", page: "series-fit-line-dynamic-function", returns: .type(.dynamic),
    [.dynamic("series")])

  static let seriesFit2linesDynamic = ScalarFunction(
    "series_fit_2lines_dynamic", page: "series-fit-2lines-dynamic-function",
    returns: .type(.dynamic), [.dynamic("series")])
}
