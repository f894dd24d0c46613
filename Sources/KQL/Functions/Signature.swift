/// The parameters that a function takes, and the type that it then gives.
struct Signature: Sendable {
  let parameters: [Parameter]
  let result: ResultType
  /// Whether the last `repeated` parameters come together any number of times, before one that may follow.
  let repeated: Repetition

  enum Repetition: Sendable {
    case none
    /// The last parameter comes `count` times.
    case last(ClosedRange<Int>)
    /// All parameters come in turn, as in `bag_pack(key, value, key, value)`.
    case block
    /// The first two come in turn, then the third once: `case(test, value, test, value, else)`.
    case pairsThenLast
  }

  init(_ parameters: [Parameter], _ repeated: Repetition = .none, returns result: ResultType) {
    self.parameters = parameters
    self.repeated = repeated
    self.result = result
  }

  /// The parameter for each of `count` arguments; nil when so many are not taken.
  func layout(_ count: Int) -> [Parameter]? {
    switch repeated {
    case .none:
      let least = parameters.count { !$0.isOptional }
      guard count >= least, count <= parameters.count else { return nil }
      return Array(parameters.prefix(count))
    case .last(let times):
      let fixed = parameters.count - 1
      guard count >= fixed, times.contains(count - fixed) else { return nil }
      return parameters.prefix(fixed)
        + Array(repeating: parameters[fixed], count: count - fixed)
    case .block:
      guard count > 0, count.isMultiple(of: parameters.count) else { return nil }
      return (0..<count).map { parameters[$0 % parameters.count] }
    case .pairsThenLast:
      guard count >= 3, !count.isMultiple(of: 2) else { return nil }
      return (0..<count).map { $0 == count - 1 ? parameters[2] : parameters[$0 % 2] }
    }
  }
}

/// What an argument must be.
struct Parameter: Sendable {
  let name: String
  let kind: Kind
  let isOptional: Bool

  enum Kind: Sendable {
    case any
    case type(ValueType)
    case stringOrDynamic
    case integer
    case integerOrDynamic
    case number
    case numberOrBool
    /// Numbers and times.
    case summable
    /// What has an order: all but dynamic.
    case notDynamic
    case notBool
    /// A type of its own, as in `extract(regex, 1, text, typeof(long))`.
    case typeLiteral
    /// A string that is known when the query is bound.
    case constantString
    /// `*`.
    case star
  }

  init(_ name: String, _ kind: Kind, isOptional: Bool = false) {
    self.name = name
    self.kind = kind
    self.isOptional = isOptional
  }

  /// How well a type fits: 0 as it is, 1 widened, 2 taken out of a dynamic; nil not at all.
  func fit(_ type: ValueType) -> Int? {
    if type.isUnknown { return 1 }
    switch kind {
    case .any: return 0
    case .type(let wanted):
      if type == wanted { return 0 }
      if type.widens(to: wanted) { return 1 }
      if wanted == .long, type == .real || type == .decimal { return nil }
      return type == .dynamic ? 2 : nil
    case .constantString: return type == .string ? 0 : nil
    case .stringOrDynamic: return type == .string || type == .dynamic ? 0 : nil
    case .integer: return type.isInteger ? 0 : type == .dynamic ? 2 : nil
    case .integerOrDynamic: return type.isInteger || type == .dynamic ? 0 : nil
    case .number: return type.isNumber ? 0 : type == .dynamic ? 2 : nil
    case .numberOrBool: return type.isNumber || type == .bool ? 0 : type == .dynamic ? 2 : nil
    case .summable: return type.isSummable ? 0 : type == .dynamic ? 2 : nil
    case .notDynamic: return type == .dynamic ? nil : 0
    case .notBool: return type == .bool ? nil : 0
    case .typeLiteral, .star: return nil
    }
  }

  /// What the message says is expected.
  var expectation: String {
    switch kind {
    case .any: "a scalar value"
    case .type(let type): "a \(type.name)"
    case .constantString: "a string literal"
    case .stringOrDynamic: "a string or dynamic"
    case .integer: "a whole number"
    case .integerOrDynamic: "a whole number or dynamic"
    case .number: "a number"
    case .numberOrBool: "a number or bool"
    case .summable: "a number or time"
    case .notDynamic: "anything but dynamic"
    case .notBool: "anything but a bool"
    case .typeLiteral: "typeof(...)"
    case .star: "\"*\""
    }
  }

  // Short spellings for the catalogue.
  static func any(_ name: String) -> Parameter { Parameter(name, .any) }
  static func string(_ name: String) -> Parameter { Parameter(name, .type(.string)) }
  static func long(_ name: String) -> Parameter { Parameter(name, .type(.long)) }
  static func real(_ name: String) -> Parameter { Parameter(name, .type(.real)) }
  static func bool(_ name: String) -> Parameter { Parameter(name, .type(.bool)) }
  static func guid(_ name: String) -> Parameter { Parameter(name, .type(.guid)) }
  static func datetime(_ name: String) -> Parameter { Parameter(name, .type(.datetime)) }
  static func timespan(_ name: String) -> Parameter { Parameter(name, .type(.timespan)) }
  static func dynamic(_ name: String) -> Parameter { Parameter(name, .type(.dynamic)) }
  static func integer(_ name: String) -> Parameter { Parameter(name, .integer) }
  static func integerOrDynamic(_ name: String) -> Parameter { Parameter(name, .integerOrDynamic) }
  static func number(_ name: String) -> Parameter { Parameter(name, .number) }
  static func summable(_ name: String) -> Parameter { Parameter(name, .summable) }
  static func notBool(_ name: String) -> Parameter { Parameter(name, .notBool) }
  static func notDynamic(_ name: String) -> Parameter { Parameter(name, .notDynamic) }
  static func stringOrDynamic(_ name: String) -> Parameter { Parameter(name, .stringOrDynamic) }
  static func constantString(_ name: String) -> Parameter { Parameter(name, .constantString) }
  static func typeLiteral(_ name: String) -> Parameter { Parameter(name, .typeLiteral) }
  static func star(_ name: String) -> Parameter { Parameter(name, .star) }
  var optional: Parameter { Parameter(name, kind, isOptional: true) }
}

/// The type that a function gives.
enum ResultType: Sendable {
  case type(ValueType)
  /// That of an argument, by its place.
  case argument(Int)
  /// That of an argument, an int made a long.
  case promoted(Int)
  /// The widest of number types, an int made a long.
  case widest
  /// The type that all arguments from this place on have in common; of `case`, the values.
  case common(CommonArguments)
  /// The type that the last argument names.
  case typeLiteral
  /// Several columns, named after the arguments.
  case tuple(@Sendable (_ arguments: [BoundExpression]) -> [BoundColumn])
  /// Any rule; nil when the types do not go together.
  case custom(@Sendable (_ arguments: [BoundExpression]) -> ValueType?)

  enum CommonArguments: Sendable {
    case from(Int)
    /// Every second from the second on, and the last.
    case values
  }
}
