/// Elements of arrays.
extension ScalarFunction {
  static let arrayIndexOf = ScalarFunction(
    "array_index_of", page: "array-index-of-function", returns: .type(.long),
    [
      .dynamic("array"), .any("value"), .integer("start").optional, .integer("length").optional,
      .integer("occurrence").optional,
    ])

  static let setHasElement = ScalarFunction(
    "set_has_element", page: "set-has-element-function", returns: .type(.bool),
    [.dynamic("set"), .any("value")])
}
