/// Members of bags.
extension ScalarFunction {
  static let bagKeys = ScalarFunction(
    "bag_keys", page: "bag-keys-function", returns: .type(.dynamic), [.dynamic("bag")])

  static let bagHasKey = ScalarFunction(
    "bag_has_key", page: "bag-has-key-function", returns: .type(.bool),
    [.dynamic("bag"), .string("key")])

  static let treepath = ScalarFunction(
    "treepath", page: "treepath-function", returns: .type(.dynamic), [.dynamic("value")],
    resultName: .prefixed("tree"))
}
