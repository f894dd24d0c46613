/// Values of rows before and after.
extension ScalarFunction {
  static let prev = ScalarFunction(
    "prev", page: "prev-function", returns: .argument(0),
    [.any("column"), .long("offset").optional, .any("default").optional], purity: .window)

  static let next = ScalarFunction(
    "next", page: "next-function", returns: .argument(0),
    [.any("column"), .long("offset").optional, .any("default").optional], purity: .window)
}
