internal import Tabular

/// Percentiles, also weighted.
extension AggregateFunction {
  static let percentile = percentiles("percentile", weighted: false, count: 1...1)
  static let percentiles = percentiles("percentiles", weighted: false, count: 1...64)
  static let percentilew = percentiles("percentilew", weighted: true, count: 1...1)
  static let percentilesw = percentiles("percentilesw", weighted: true, count: 1...64)
  static let percentilesArray = arrays("percentiles_array", weighted: false)
  static let percentileswArray = arrays("percentilesw_array", weighted: true)

  /// Columns are named after the value and the percentage: `percentile_x_50`.
  private static func percentiles(
    _ name: String, weighted: Bool, count: ClosedRange<Int>
  ) -> AggregateFunction {
    let fixed = 1 + (weighted ? 1 : 0)
    return AggregateFunction(
      name, page: "percentiles-aggregation-function",
      [
        Signature(
          (weighted ? [.any("value"), .integer("weight")] : [.any("value")]) + [
            .number("percentile")
          ],
          .last(count), returns: .argument(0))
      ],
      columns: { call in
        let value = call.arguments[0]
        let type: ValueType =
          switch value.type {
          case .int: .long
          case .decimal: .real
          default: value.type
          }
        return call.arguments.dropFirst(fixed).map { percentage in
          BoundColumn("percentile_\(value.name ?? "")_\(fragment(percentage.constant))", type)
        }
      })
  }

  private static func arrays(_ name: String, weighted: Bool) -> AggregateFunction {
    AggregateFunction(
      name, page: "percentiles-aggregation-function",
      [
        Signature(
          (weighted ? [.any("value"), .integer("weight")] : [.any("value")]) + [.any("percentile")],
          .last(1...64), returns: .type(.dynamic))
      ], resultName: .prefixed("percentiles"))
  }

  /// A number as a part of a name: `99.9` is `99_9`.
  private static func fragment(_ constant: Constant?) -> String {
    guard let constant else { return "" }
    switch constant.value {
    case .integer(let value): return "\(value)"
    case .real(let value):
      let text = "\(value)"
      let short = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
      return String(short.map { $0.isNumber || $0.isLetter ? $0 : "_" })
    default: return ""
    }
  }
}
