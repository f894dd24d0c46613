/// Values of a group put into an array or a bag.
extension AggregateFunction {
  static let makeList = collection("make_list", aliases: ["makelist"], prefix: "list")
  static let makeSet = collection("make_set", aliases: ["makeset"], prefix: "set")
  static let makeListIf = conditional("make_list_if", prefix: "list", .any("value"))
  static let makeSetIf = conditional("make_set_if", prefix: "set", .any("value"))
  static let makeBagIf = conditional("make_bag_if", prefix: "bag", .dynamic("bag"))
  static let makeListWithNulls = AggregateFunction(
    "make_list_with_nulls", prefix: "list", page: "make-list-with-nulls-aggregation-function",
    returns: .type(.dynamic), [.any("value")])
  static let makeBag = AggregateFunction(
    "make_bag", aliases: ["make_dictionary"], prefix: "bag",
    page: "make-bag-aggregation-function", returns: .type(.dynamic),
    [.dynamic("bag"), .integer("maxSize").optional])
  static let buildschema = AggregateFunction(
    "buildschema", prefix: "schema", page: "buildschema-aggregation-function",
    returns: .type(.dynamic), [.dynamic("value")])

  private static func collection(
    _ name: String, aliases: [String], prefix: String
  ) -> AggregateFunction {
    AggregateFunction(
      name, aliases: aliases, prefix: prefix, page: page(of: name), returns: .type(.dynamic),
      [.any("value"), .integer("maxSize").optional])
  }

  private static func conditional(
    _ name: String, prefix: String, _ value: Parameter
  ) -> AggregateFunction {
    AggregateFunction(
      name, prefix: prefix, page: page(of: name), returns: .type(.dynamic),
      [value, .bool("predicate"), .integer("maxSize").optional])
  }

  private static func page(of name: String) -> String {
    name.split(separator: "_").joined(separator: "-") + "-aggregation-function"
  }
}
