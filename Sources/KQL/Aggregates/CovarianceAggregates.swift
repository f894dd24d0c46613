/// How two values vary together.
extension AggregateFunction {
  static let covariance = covariance("covariance", isConditional: false)
  static let covariancep = covariance("covariancep", isConditional: false)
  static let covarianceif = covariance("covarianceif", isConditional: true)
  static let covariancepif = covariance("covariancepif", isConditional: true)

  /// The column is named after both values: `covariance_x_y`.
  private static func covariance(_ name: String, isConditional: Bool) -> AggregateFunction {
    AggregateFunction(
      name, page: name + "-aggregation-function",
      [
        Signature(
          [.number("x"), .number("y")] + (isConditional ? [.bool("predicate")] : []),
          returns: .type(.real))
      ],
      columns: { call in
        [
          BoundColumn(
            "\(name)_\(call.arguments[0].name ?? "")_\(call.arguments[1].name ?? "")", .real)
        ]
      })
  }
}
