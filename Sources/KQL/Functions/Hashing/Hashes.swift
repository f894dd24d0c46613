/// Hashes of values.
extension ScalarFunction {
  static let hash = ScalarFunction(
    "hash", page: "hash-function", returns: .type(.long),
    [.notDynamic("source"), .integer("mod").optional])

  static let hashXxhash64 = ScalarFunction(
    "hash_xxhash64", page: "hash-xxhash64-function", returns: .type(.long),
    [.notDynamic("source"), .integer("mod").optional])

  static let hashSha256 = ScalarFunction(
    "hash_sha256", page: "hash-sha256-function", returns: .type(.string), [.notDynamic("source")])

  static let hashMd5 = ScalarFunction(
    "hash_md5", page: "hash-md5-function", returns: .type(.string), [.notDynamic("source")])

  static let hashSha1 = ScalarFunction(
    "hash_sha1", page: "hash-sha1-function", returns: .type(.string), [.notDynamic("source")])

  static let hashCombine = ScalarFunction(
    "hash_combine", page: "hash-combine-function",
    [Signature([.any("source")], .last(2...64), returns: .type(.long))])

  static let hashMany = ScalarFunction(
    "hash_many", page: "hash-many-function",
    [Signature([.notDynamic("source")], .last(1...64), returns: .type(.long))])
}
