/// Bags from values.
extension ScalarFunction {
  static let bagPack = ScalarFunction(
    "bag_pack", aliases: ["pack", "pack_dictionary"], page: "pack-function",
    [Signature([.string("key"), .any("value")], .block, returns: .type(.dynamic))])

  static let packAll = ScalarFunction(
    "pack_all", page: "pack-all-function", returns: .type(.dynamic),
    [.bool("ignoreEmpty").optional], purity: .perRow)

  /// The column `pack_` of `find`, which has no name of its own.
  static let packRest = ScalarFunction(
    "pack_ of find", page: "find-operator",
    [Signature([.any("value")], .last(0...10000), returns: .type(.dynamic))], purity: .perRow)

  static let bagMerge = ScalarFunction(
    "bag_merge", page: "bag-merge-function",
    [Signature([.dynamic("bag")], .last(2...64), returns: .type(.dynamic))])

  static let bagRemoveKeys = ScalarFunction(
    "bag_remove_keys", page: "bag-remove-keys-function", returns: .type(.dynamic),
    [.dynamic("bag"), .dynamic("keys")])

  static let bagSetKey = ScalarFunction(
    "bag_set_key", page: "bag-set-key-function", returns: .type(.dynamic),
    [.dynamic("bag"), .string("key"), .any("value")])

  static let bagZip = ScalarFunction(
    "bag_zip", page: "bag-zip-function", returns: .type(.dynamic),
    [.dynamic("keys"), .dynamic("values")])
}
