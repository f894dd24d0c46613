/// Bits of the values of a group.
extension AggregateFunction {
  static let binaryAllAnd = bits("binary_all_and")
  static let binaryAllOr = bits("binary_all_or")
  static let binaryAllXor = bits("binary_all_xor")

  private static func bits(_ name: String) -> AggregateFunction {
    AggregateFunction(
      name, page: name.split(separator: "_").joined(separator: "-") + "-aggregation-function",
      [Signature([.integer("value")], returns: .type(.long))], resultName: .firstArgument)
  }
}
