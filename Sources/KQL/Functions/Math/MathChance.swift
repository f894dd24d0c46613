/// Values that differ from row to row.
extension ScalarFunction {
  static let rand = ScalarFunction(
    "rand", page: "rand-function", returns: .type(.real), [.integer("range").optional],
    resultName: .firstArgument, purity: .perRow)

  static let newGuid = ScalarFunction(
    "new_guid", page: "new-guid-function", returns: .type(.guid), purity: .perRow)
}
