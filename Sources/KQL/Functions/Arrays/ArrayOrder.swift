/// Arrays in another order.
extension ScalarFunction {
  static let arrayReverse = ScalarFunction(
    "array_reverse", page: "array-reverse-function", returns: .type(.dynamic), [.dynamic("array")])

  static let arrayShiftLeft = ScalarFunction(
    "array_shift_left", page: "array-shift-left-function", returns: .type(.dynamic),
    [.dynamic("array"), .integer("count"), .any("default").optional])

  static let arrayShiftRight = ScalarFunction(
    "array_shift_right", page: "array-shift-right-function", returns: .type(.dynamic),
    [.dynamic("array"), .integer("count"), .any("default").optional])

  static let arrayRotateLeft = ScalarFunction(
    "array_rotate_left", page: "array-rotate-left-function", returns: .type(.dynamic),
    [.dynamic("array"), .integer("count")])

  static let arrayRotateRight = ScalarFunction(
    "array_rotate_right", page: "array-rotate-right-function", returns: .type(.dynamic),
    [.dynamic("array"), .integer("count")])

  static let arraySortAsc = ScalarFunction(
    "array_sort_asc", page: "array-sort-asc-function",
    [Signature([.any("array")], .last(1...64), returns: .tuple(sortedArrays))])

  static let arraySortDesc = ScalarFunction(
    "array_sort_desc", page: "array-sort-desc-function",
    [Signature([.any("array")], .last(1...64), returns: .tuple(sortedArrays))])

  /// A column for each array, the first sorted and the others in the order of it.
  private static let sortedArrays: @Sendable ([BoundExpression]) -> [BoundColumn] = { arguments in
    arguments.enumerated().filter { $1.type != .bool }.map { index, argument in
      BoundColumn((argument.name ?? "array\(index)") + "_sorted", .dynamic)
    }
  }
}
