/// Season, trend and what is left of a series.
extension ScalarFunction {
  static let seriesDecompose = ScalarFunction(
    "series_decompose", page: "series-decompose-function",
    returns: .tuple {
      figures(
        "series_decompose", of: $0,
        [
          BoundColumn("baseline", .dynamic), BoundColumn("seasonal", .dynamic),
          BoundColumn("trend", .dynamic), BoundColumn("residual", .dynamic),
        ])
    },
    [
      .dynamic("series"), .integer("period").optional, .string("trend").optional,
      .integer("testPoints").optional, .number("threshold").optional,
    ])

  static let seriesDecomposeForecast = ScalarFunction(
    "series_decompose_forecast", page: "series-decompose-forecast-function",
    returns: .tuple {
      figures(
        "series_decompose_forecast", of: $0,
        [
          BoundColumn("forecast", .dynamic), BoundColumn("seasonal", .dynamic),
          BoundColumn("trend", .dynamic), BoundColumn("residual", .dynamic),
        ])
    },
    [
      .dynamic("series"), .integer("testPoints"), .integer("period").optional,
      .string("trend").optional, .number("threshold").optional,
    ])

  static let seriesDecomposeAnomalies = ScalarFunction(
    "series_decompose_anomalies", page: "series-decompose-anomalies-function",
    returns: .tuple {
      figures(
        "series_decompose_anomalies", of: $0,
        [
          BoundColumn("ad_flag", .dynamic), BoundColumn("ad_score", .dynamic),
          BoundColumn("baseline", .dynamic),
        ])
    },
    [
      .dynamic("series"), .number("threshold").optional, .integer("period").optional,
      .string("trend").optional, .integer("testPoints").optional, .string("method").optional,
      .number("seasonality").optional,
    ])
}
