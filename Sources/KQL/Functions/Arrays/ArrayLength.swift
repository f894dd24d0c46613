/// The number of elements, and their sum.
extension ScalarFunction {
  static let arrayLength = ScalarFunction(
    "array_length", aliases: ["arraylength"], page: "array-length-function", returns: .type(.long),
    [.dynamic("array")])

  static let arraySum = ScalarFunction(
    "array_sum", page: "array-sum-function", returns: .type(.real), [.dynamic("array")])
}
