/// What a text says, as a dynamic.
extension ScalarFunction {
  static let parseCsv = ScalarFunction(
    "parse_csv", page: "parse-csv-function", returns: .type(.dynamic), [.string("text")],
    resultName: .firstArgument)

  static let parseXml = ScalarFunction(
    "parse_xml", page: "parse-xml-function", returns: .type(.dynamic), [.string("xml")],
    resultName: .firstArgument)

  static let parseCommandLine = ScalarFunction(
    "parse_command_line", page: "parse-command-line-function", returns: .type(.dynamic),
    [.any("text"), .string("parser")])

  static let parseUrl = ScalarFunction(
    "parse_url", aliases: ["parseurl"], page: "parse-url-function", returns: .type(.dynamic),
    [.string("url")])

  static let parseUrlquery = ScalarFunction(
    "parse_urlquery", aliases: ["parseurlquery"], page: "parse-urlquery-function",
    returns: .type(.dynamic), [.string("query")])

  static let parsePath = ScalarFunction(
    "parse_path", page: "parse-path-function", returns: .type(.dynamic), [.string("path")])

  static let parseUserAgent = ScalarFunction(
    "parse_user_agent", page: "parse-useragent-function", returns: .type(.dynamic),
    [.string("agent"), .stringOrDynamic("lookFor").optional])

  static let parseVersion = ScalarFunction(
    "parse_version", page: "parse-version-function", returns: .type(.decimal), [.string("version")])

  static let extractJson = ScalarFunction(
    "extract_json", aliases: ["extractjson"], page: "extract-json-function",
    [
      Signature([.string("path"), .stringOrDynamic("json")], returns: .type(.string)),
      Signature(
        [.string("path"), .stringOrDynamic("json"), .typeLiteral("type")], returns: .typeLiteral),
    ])
}
