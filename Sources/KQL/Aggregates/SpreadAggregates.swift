/// Deviation and variance.
extension AggregateFunction {
  static let stdev = spread("stdev")
  static let stdevp = spread("stdevp")
  static let variance = spread("variance")
  static let variancep = spread("variancep")
  static let stdevif = spreadIf("stdevif")
  static let stdevpif = spreadIf("stdevpif")
  static let variancepif = spreadIf("variancepif")
  static let varianceif = spreadIf("varianceif")

  private static func spread(_ name: String) -> AggregateFunction {
    AggregateFunction(
      name, page: name + "-aggregation-function", returns: .type(.real), [.summable("value")])
  }

  private static func spreadIf(_ name: String) -> AggregateFunction {
    AggregateFunction(
      name, page: name + "-aggregation-function", returns: .type(.real),
      [.summable("value"), .bool("predicate")])
  }
}
