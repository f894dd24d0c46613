internal import Tabular

/// A use of an aggregate, as it is known before there are rows.
struct AccumulatorCall {
  /// The name as the query spells it.
  let spelling: String
  let types: [ScalarType]
  let constants: [Datum?]
  let result: ScalarType

  /// Elements of an array: the old spellings stop at 128.
  var limit: Int { ["makeset", "makelist"].contains(spelling) ? 128 : 1_048_576 }
}

extension ScalarType {
  /// Whether a column keeps the values as whole numbers.
  var isWhole: Bool {
    switch self {
    case .int, .long, .datetime, .timespan: true
    default: false
    }
  }
}

/// What computes aggregates, by the names of the catalogue.
enum AccumulatorCatalogue {
  static func make(_ name: String, _ call: AccumulatorCall) -> (any Accumulator)? {
    byName[name]?(call)
  }

  private static let byName: [String: @Sendable (AccumulatorCall) -> any Accumulator] = [
    // [O]: count(x) counts all rows, those where x is null too.
    "count": { CountAccumulator(condition: $0.types.first == .bool) },
    "countif": { _ in CountAccumulator(condition: true) },
    "sum": { call in
      whole(call, .sum) ?? StateAccumulator { SumState(call.result) }
    },
    "sumif": { call in StateAccumulator(condition: 1) { SumState(call.result) } },
    "avg": { call in StateAccumulator { AverageState(call.result) } },
    "avgif": { call in StateAccumulator(condition: 1) { AverageState(call.result) } },
    "min": { call in
      whole(call, .least) ?? StateAccumulator { ExtremeState(isMax: false) }
    },
    "max": { call in
      whole(call, .most) ?? StateAccumulator { ExtremeState(isMax: true) }
    },
    "minif": { _ in StateAccumulator(condition: 1) { ExtremeState(isMax: false) } },
    "maxif": { _ in StateAccumulator(condition: 1) { ExtremeState(isMax: true) } },
    "stdev": { _ in StateAccumulator { SpreadState(isSample: true, isRoot: true) } },
    "stdevp": { _ in StateAccumulator { SpreadState(isSample: false, isRoot: true) } },
    "variance": { _ in StateAccumulator { SpreadState(isSample: true, isRoot: false) } },
    "variancep": { _ in StateAccumulator { SpreadState(isSample: false, isRoot: false) } },
    "stdevif": { _ in StateAccumulator(condition: 1) { SpreadState(isSample: true, isRoot: true) }
    },
    "varianceif": { _ in
      StateAccumulator(condition: 1) { SpreadState(isSample: true, isRoot: false) }
    },
    "stdevpif": { _ in
      StateAccumulator(condition: 1) { SpreadState(isSample: false, isRoot: true) }
    },
    "variancepif": { _ in
      StateAccumulator(condition: 1) { SpreadState(isSample: false, isRoot: false) }
    },
    "covariance": { _ in StateAccumulator { CovarianceState(isSample: true) } },
    "covariancep": { _ in StateAccumulator { CovarianceState(isSample: false) } },
    "covarianceif": { _ in StateAccumulator(condition: 2) { CovarianceState(isSample: true) } },
    "covariancepif": { _ in StateAccumulator(condition: 2) { CovarianceState(isSample: false) } },
    "dcount": { distinct($0) },
    "dcountif": { _ in StateAccumulator(condition: 1) { DistinctState() } },
    "count_distinct": { distinct($0) },
    "count_distinctif": { _ in StateAccumulator(condition: 1) { DistinctState() } },
    "make_list": { call in StateAccumulator { ListState(call.types[0], limit: call.limit) } },
    "make_list_if": { call in
      StateAccumulator(condition: 1) { ListState(call.types[0], limit: call.limit) }
    },
    "make_list_with_nulls": { call in
      StateAccumulator { ListState(call.types[0], keepsNulls: true, limit: call.limit) }
    },
    "make_set": { set($0) },
    "make_set_if": { call in
      StateAccumulator(condition: 1) { SetState(call.types[0], limit: call.limit) }
    },
    "make_bag": { call in StateAccumulator { BagState(limit: call.limit) } },
    "make_bag_if": { call in StateAccumulator(condition: 1) { BagState(limit: call.limit) } },
    "binary_all_and": { _ in StateAccumulator { BitsState { $0 & $1 } } },
    "binary_all_or": { _ in StateAccumulator { BitsState { $0 | $1 } } },
    "binary_all_xor": { _ in StateAccumulator { BitsState { $0 ^ $1 } } },
    "arg_max": { extreme($0, isMax: true) }, "argmax": { extreme($0, isMax: true) },
    "arg_min": { extreme($0, isMax: false) }, "argmin": { extreme($0, isMax: false) },
    "take_any": { any($0) }, "any": { any($0) },
    "take_anyif": { anyIf($0) }, "anyif": { anyIf($0) },
    "percentile": { percentiles($0, first: 1) }, "percentiles": { percentiles($0, first: 1) },
    "percentilew": { percentiles($0, first: 2) }, "percentilesw": { percentiles($0, first: 2) },
    "percentiles_array": { percentiles($0, first: 1, isArray: true) },
    "percentilesw_array": { percentiles($0, first: 2, isArray: true) },
  ]

  /// Whole numbers and times have an accumulator of their own.
  private static func whole(
    _ call: AccumulatorCall, _ operation: WholeNumberAccumulator.Operation
  ) -> (any Accumulator)? {
    guard let type = call.types.first, type.isWhole,
      operation != .sum || type != .datetime && type == call.result
        || type == .int && call.result == .long
    else { return nil }
    return WholeNumberAccumulator(operation, type: call.result)
  }

  private static func distinct(_ call: AccumulatorCall) -> any Accumulator {
    call.types[0] == .string || call.types[0].isWhole
      ? DistinctCountAccumulator(call.types[0]) : StateAccumulator { DistinctState() }
  }

  private static func set(_ call: AccumulatorCall) -> any Accumulator {
    guard call.types[0] == .string || call.types[0].isWhole,
      call.types.count == 1 || call.constants[1] != nil
    else { return StateAccumulator { SetState(call.types[0], limit: call.limit) } }
    var limit = call.limit
    if call.types.count > 1, let most = call.constants[1] {
      limit = min(limit, Int(clamping: most.integer ?? 0))
    }
    return SetAccumulator(call.types[0], limit: limit)
  }

  private static func extreme(_ call: AccumulatorCall, isMax: Bool) -> any Accumulator {
    if call.types[0].isWhole {
      return RowPickAccumulator(isMax ? .most : .least, types: call.types)
    }
    return StateAccumulator { ArgumentExtremeState(isMax: isMax, types: call.types) }
  }

  private static func any(_ call: AccumulatorCall) -> any Accumulator {
    RowPickAccumulator(call.types.count == 1 ? .firstValue : .first, types: call.types)
  }

  private static func anyIf(_ call: AccumulatorCall) -> any Accumulator {
    StateAccumulator(condition: 1) { AnyState(types: [call.types[0]]) }
  }

  private static func percentiles(
    _ call: AccumulatorCall, first: Int, isArray: Bool = false
  ) -> any Accumulator {
    let percentages = call.constants.dropFirst(first).compactMap { $0 }.flatMap { value in
      value.json.elements?.compactMap(\.number) ?? [value.real ?? 0]
    }
    return StateAccumulator {
      PercentileState(percentages: percentages, isWeighted: first == 2, isArray: isArray)
    }
  }
}
