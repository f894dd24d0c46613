/// Parts of arrays, and arrays put together.
extension ScalarFunction {
  static let arraySlice = ScalarFunction(
    "array_slice", page: "array-slice-function", returns: .type(.dynamic),
    [.dynamic("array"), .integer("start"), .integer("end")])

  static let arraySplit = ScalarFunction(
    "array_split", page: "array-split-function", returns: .type(.dynamic),
    [.dynamic("array"), .integerOrDynamic("index")])

  static let arrayConcat = ScalarFunction(
    "array_concat", page: "array-concat-function",
    [Signature([.dynamic("array")], .last(1...64), returns: .type(.dynamic))])

  static let arrayIff = ScalarFunction(
    "array_iff", aliases: ["array_iif"], page: "array-iff-function", returns: .type(.dynamic),
    [.dynamic("conditions"), .any("whenTrue"), .any("whenFalse")])
}
