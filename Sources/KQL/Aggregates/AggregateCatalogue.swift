/// All aggregates by name. A new one is a declaration in the file of its family and a line here.
enum AggregateCatalogue {
  static let all: [AggregateFunction] = [
    .count,
    .countif,
    .dcount,
    .dcountif,
    .countDistinct,
    .countDistinctif,
    .sum,
    .sumif,
    .avg,
    .avgif,
    .stdev,
    .stdevp,
    .variance,
    .variancep,
    .stdevif,
    .varianceif,
    .stdevpif,
    .variancepif,
    .covariance,
    .covariancep,
    .covarianceif,
    .covariancepif,
    .min,
    .max,
    .minif,
    .maxif,
    .makeList,
    .makeSet,
    .makeListIf,
    .makeSetIf,
    .makeBagIf,
    .makeListWithNulls,
    .makeBag,
    .buildschema,
    .binaryAllAnd,
    .binaryAllOr,
    .binaryAllXor,
    .hll,
    .hllif,
    .hllMerge,
    .tdigest,
    .tdigestMerge,
    .takeAny,
    .takeAnyif,
    .any,
    .anyif,
    .argMax,
    .argMin,
    .argmax,
    .argmin,
    .percentile,
    .percentiles,
    .percentilew,
    .percentilesw,
    .percentilesArray,
    .percentileswArray,
  ]

  /// By name and by old spelling.
  static let byName: [String: AggregateFunction] = {
    var table: [String: AggregateFunction] = [:]
    for function in all {
      for name in [function.name] + function.aliases { table[name] = function }
    }
    return table
  }()
}
