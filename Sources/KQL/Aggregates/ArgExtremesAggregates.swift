/// The row in which a value is greatest or least.
extension AggregateFunction {
  static let argMax = extreme("arg_max", prefix: "max")
  static let argMin = extreme("arg_min", prefix: "min")
  static let argmax = oldExtreme("argmax", prefix: "max")
  static let argmin = oldExtreme("argmin", prefix: "min")

  private static func extreme(_ name: String, prefix: String) -> AggregateFunction {
    AggregateFunction(
      name, page: name.split(separator: "_").joined(separator: "-") + "-aggregation-function",
      [Signature([.any("value"), .any("returned")], .last(0...Int.max), returns: .argument(0))],
      returnsArguments: true,
      columns: { call in
        let first = call.arguments.first?.name ?? ""
        return call.arguments.enumerated().map { index, argument in
          let unnamed = index == 0 ? prefix + "_" : "\(prefix)_\(first)_arg\(index)"
          return BoundColumn(argument.name ?? unnamed, argument.type)
        }
      })
  }

  /// The old spellings put the names together: `max_x`, `max_x_y`.
  private static func oldExtreme(_ name: String, prefix: String) -> AggregateFunction {
    AggregateFunction(
      name, page: "arg-\(prefix)-aggregation-function",
      [Signature([.any("value"), .any("returned")], .last(0...Int.max), returns: .argument(0))],
      returnsArguments: true,
      columns: { call in
        let first = prefix + "_" + (call.arguments.first?.name ?? "")
        return call.arguments.enumerated().map { index, argument in
          BoundColumn(
            index == 0 ? first : "\(first)_\(argument.name ?? "arg\(index)")", argument.type)
        }
      })
  }
}
