/// Text as a dynamic.
extension ScalarFunction {
  static let parseJson = ScalarFunction(
    "parse_json", aliases: ["parsejson", "todynamic", "toobject"], page: "parse-json-function",
    returns: .type(.dynamic), [.stringOrDynamic("text")], resultName: .firstArgument,
    isConversion: true)

  static let dynamicToJson = ScalarFunction(
    "dynamic_to_json", page: "dynamic-to-json-function", returns: .type(.string),
    [.dynamic("value")])
}
