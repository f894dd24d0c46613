/// Any value of a group.
extension AggregateFunction {
  static let takeAny = AggregateFunction(
    "take_any", page: "take-any-aggregation-function",
    [Signature([.any("value")], .last(0...Int.max), returns: .argument(0))],
    returnsArguments: true,
    columns: { call in
      call.arguments.enumerated().map { index, argument in
        BoundColumn(argument.name ?? "any_arg\(index)", argument.type)
      }
    })
  static let takeAnyif = AggregateFunction(
    "take_anyif", page: "take-anyif-aggregation-function",
    [Signature([.any("value"), .bool("predicate")], returns: .argument(0))],
    resultName: .firstArgument)
  /// The old spelling names its column otherwise: `any_x`.
  static let any = AggregateFunction(
    "any", page: "take-any-aggregation-function",
    [Signature([.any("value")], .last(0...Int.max), returns: .argument(0))],
    returnsArguments: true,
    columns: { call in
      if call.arguments.count == 1 {
        return [BoundColumn("any_" + (call.arguments[0].name ?? ""), call.arguments[0].type)]
      }
      return call.arguments.enumerated().map { index, argument in
        BoundColumn("any_" + (argument.name ?? "arg\(index)"), argument.type)
      }
    })
  static let anyif = AggregateFunction(
    "anyif", page: "take-anyif-aggregation-function", returns: .argument(0),
    [.any("value"), .bool("predicate")])
}
