/// Bits of whole numbers.
extension ScalarFunction {
  static let binaryAnd = ScalarFunction(
    "binary_and", page: "binary-and-function", returns: .type(.long),
    [.integer("value1"), .integer("value2")], resultName: .firstArgument)

  static let binaryOr = ScalarFunction(
    "binary_or", page: "binary-or-function", returns: .type(.long),
    [.integer("value1"), .integer("value2")], resultName: .firstArgument)

  static let binaryXor = ScalarFunction(
    "binary_xor", page: "binary-xor-function", returns: .type(.long),
    [.integer("value1"), .integer("value2")], resultName: .firstArgument)

  static let binaryNot = ScalarFunction(
    "binary_not", page: "binary-not-function", returns: .type(.long), [.integer("value")],
    resultName: .firstArgument)

  static let binaryShiftRight = ScalarFunction(
    "binary_shift_right", page: "binary-shift-right-function", returns: .type(.long),
    [.integer("value"), .integer("shift")], resultName: .firstArgument)

  static let binaryShiftLeft = ScalarFunction(
    "binary_shift_left", page: "binary-shift-left-function", returns: .type(.long),
    [.integer("value"), .integer("shift")], resultName: .firstArgument)

  static let bitsetCountOnes = ScalarFunction(
    "bitset_count_ones", page: "bitset-count-ones-function", returns: .type(.long),
    [.integer("value")], resultName: .firstArgument)
}
