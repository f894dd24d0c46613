/// `x.name` and `x[index]` of a dynamic. Page: scalar-data-types/dynamic.
///
/// Names of columns follow the path: `a.b[0]` gives `a_b_0`.
extension ScalarFunction {
  static let member = ScalarFunction(
    ".", page: "scalar-data-types/dynamic", returns: .type(.dynamic),
    [.dynamic("bag"), .string("name")])

  /// The index is a number, negative from the end, or the name of a member.
  static let element = ScalarFunction(
    "[]", page: "scalar-data-types/dynamic", returns: .type(.dynamic),
    [.dynamic("value"), .any("index")])
}
