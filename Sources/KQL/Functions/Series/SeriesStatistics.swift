/// Several figures of one series.
extension ScalarFunction {
  static let seriesStats = ScalarFunction(
    "series_stats", page: "series-stats-function",
    returns: .tuple {
      figures(
        "series_stats", of: $0,
        [
          BoundColumn("min", .real), BoundColumn("min_idx", .long), BoundColumn("max", .real),
          BoundColumn("max_idx", .long), BoundColumn("avg", .real), BoundColumn("stdev", .real),
          BoundColumn("variance", .real),
        ])
    }, [.dynamic("series"), .bool("ignoreNonfinite").optional])

  static let seriesFitLine = ScalarFunction(
    "series_fit_line", page: "series-fit-line-function",
    returns: .tuple {
      figures(
        "series_fit_line", of: $0,
        [
          BoundColumn("rsquare", .real), BoundColumn("slope", .real),
          BoundColumn("variance", .real), BoundColumn("rvariance", .real),
          BoundColumn("interception", .real), BoundColumn("line_fit", .dynamic),
        ])
    }, [.dynamic("series")])

  static let seriesFit2lines = ScalarFunction(
    "series_fit_2lines", page: "series-fit-2lines-function",
    returns: .tuple {
      figures(
        "series_fit_2lines", of: $0,
        [
          BoundColumn("rsquare", .real), BoundColumn("split_idx", .long),
          BoundColumn("variance", .real), BoundColumn("rvariance", .real),
          BoundColumn("line_fit", .dynamic), BoundColumn("right_rsquare", .real),
          BoundColumn("right_slope", .real), BoundColumn("right_interception", .real),
          BoundColumn("right_variance", .real), BoundColumn("right_rvariance", .real),
          BoundColumn("left_rsquare", .real), BoundColumn("left_slope", .real),
          BoundColumn("left_interception", .real), BoundColumn("left_variance", .real),
          BoundColumn("left_rvariance", .real),
        ])
    }, [.dynamic("series")])

  static let seriesFitPoly = ScalarFunction(
    "series_fit_poly", page: "series-fit-poly-function",
    returns: .tuple {
      figures(
        "series_fit_poly", of: $0,
        [
          BoundColumn("rsquare", .real), BoundColumn("coefficients", .dynamic),
          BoundColumn("variance", .real), BoundColumn("rvariance", .real),
          BoundColumn("poly_fit", .dynamic),
        ])
    }, [.dynamic("series"), .dynamic("x").optional, .integer("degree").optional])

  static let seriesPeriodsDetect = ScalarFunction(
    "series_periods_detect", page: "series-periods-detect-function",
    returns: .tuple {
      figures(
        "series_periods_detect", of: $0,
        [BoundColumn("periods", .dynamic), BoundColumn("scores", .dynamic)])
    }, [.dynamic("series"), .number("minPeriod"), .number("maxPeriod"), .long("count")])

  static let seriesPeriodsValidate = ScalarFunction(
    "series_periods_validate", page: "series-periods-validate-function",
    [
      Signature(
        [.dynamic("series"), .number("period")], .last(1...16),
        returns: .tuple {
          figures(
            "series_periods_validate", of: $0,
            [BoundColumn("periods", .dynamic), BoundColumn("scores", .dynamic)])
        })
    ])

  static let seriesFft = ScalarFunction(
    "series_fft", page: "series-fft-function",
    returns: .tuple {
      figures("series_fft", of: $0, [BoundColumn("real", .dynamic), BoundColumn("imag", .dynamic)])
    }, [.dynamic("series"), .dynamic("imaginary").optional])

  static let seriesIfft = ScalarFunction(
    "series_ifft", page: "series-ifft-function",
    returns: .tuple {
      figures(
        "series_ifft", of: $0, [BoundColumn("real", .dynamic), BoundColumn("imag", .dynamic)])
    }, [.dynamic("series"), .dynamic("imaginary").optional])
}
