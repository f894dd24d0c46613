/// Text that a regular expression finds.
extension ScalarFunction {
  static let extract = ScalarFunction(
    "extract", page: "extract-function",
    [
      Signature([.string("regex"), .long("group"), .string("source")], returns: .type(.string)),
      Signature(
        [.string("regex"), .long("group"), .string("source"), .typeLiteral("type")],
        returns: .typeLiteral),
    ])

  static let extractAll = ScalarFunction(
    "extract_all", aliases: ["extractall"], page: "extract-all-function",
    [
      Signature([.string("regex"), .string("source")], returns: .type(.dynamic)),
      Signature(
        [.string("regex"), .dynamic("groups"), .string("source")], returns: .type(.dynamic)),
    ])
}
