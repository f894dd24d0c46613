/// Arithmetic of series, element by element.
extension ScalarFunction {
  static let seriesAdd = pairOfSeries("series_add")
  static let seriesSubtract = pairOfSeries("series_subtract")
  static let seriesMultiply = pairOfSeries("series_multiply")
  static let seriesDivide = pairOfSeries("series_divide")
  static let seriesPow = pairOfSeries("series_pow")
  static let seriesGreater = pairOfSeries("series_greater")
  static let seriesGreaterEquals = pairOfSeries("series_greater_equals")
  static let seriesLess = pairOfSeries("series_less")
  static let seriesLessEquals = pairOfSeries("series_less_equals")
  static let seriesEquals = pairOfSeries("series_equals")
  static let seriesNotEquals = pairOfSeries("series_not_equals")
  static let seriesExp = ofSeries("series_exp")
  static let seriesSign = ofSeries("series_sign")
  static let seriesAbs = ofSeries("series_abs")
  static let seriesSin = ofSeries("series_sin")
  static let seriesAsin = ofSeries("series_asin")
  static let seriesCos = ofSeries("series_cos")
  static let seriesAcos = ofSeries("series_acos")
  static let seriesTan = ofSeries("series_tan")
  static let seriesAtan = ofSeries("series_atan")
  static let seriesLog = ofSeries("series_log")
  static let seriesFloor = ofSeries("series_floor")
  static let seriesCeiling = ofSeries("series_ceiling")

  private static func pairOfSeries(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: name.split(separator: "_").joined(separator: "-") + "-function",
      returns: .type(.dynamic), [.any("series1"), .any("series2")])
  }

  private static func ofSeries(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: name.split(separator: "_").joined(separator: "-") + "-function",
      returns: .type(.dynamic), [.dynamic("series")])
  }
}
