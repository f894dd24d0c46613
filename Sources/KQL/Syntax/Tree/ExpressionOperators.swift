enum UnaryOperator: String, Sendable {
  case minus = "-"
  case plus = "+"
}

enum LogicalOperator: String, Sendable {
  case and
  case or
}

/// Operators between two operands, as written.
enum BinaryOperator: String, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case lessGreater = "<>"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case equalIgnoringCase = "=~"
  case notEqualIgnoringCase = "!~"
  case has
  case notHas = "!has"
  case hasCs = "has_cs"
  case notHasCs = "!has_cs"
  case hasPrefix = "hasprefix"
  case notHasPrefix = "!hasprefix"
  case hasPrefixCs = "hasprefix_cs"
  case notHasPrefixCs = "!hasprefix_cs"
  case hasSuffix = "hassuffix"
  case notHasSuffix = "!hassuffix"
  case hasSuffixCs = "hassuffix_cs"
  case notHasSuffixCs = "!hassuffix_cs"
  case contains
  case notContains = "!contains"
  case containsCs = "contains_cs"
  case notContainsCs = "!contains_cs"
  /// Old spellings.
  case notContainsWord = "notcontains"
  case containsCsWord = "containscs"
  case notContainsCsWord = "notcontainscs"
  case startsWith = "startswith"
  case notStartsWith = "!startswith"
  case startsWithCs = "startswith_cs"
  case notStartsWithCs = "!startswith_cs"
  case endsWith = "endswith"
  case notEndsWith = "!endswith"
  case endsWithCs = "endswith_cs"
  case notEndsWithCs = "!endswith_cs"
  case matchesRegex = "matches regex"
  /// `column:"text"`, in `search` and `find` only.
  case searchColumn = ":"

  /// How tightly the operator binds; `or` is 1 and `and` 2.
  ///
  /// Operators on strings bind tighter than arithmetic. Comparisons do not chain.
  var precedence: Int {
    switch self {
    case .equal, .notEqual, .lessGreater: Precedence.equality
    case .less, .lessOrEqual, .greater, .greaterOrEqual: Precedence.relational
    case .add, .subtract: Precedence.additive
    case .multiply, .divide, .remainder: Precedence.multiplicative
    default: Precedence.string
    }
  }
}

enum Precedence {
  static let or = 1
  static let and = 2
  static let equality = 3
  static let relational = 4
  static let additive = 5
  static let multiplicative = 6
  static let string = 7
}

/// Operators with a list on the right.
enum MembershipOperator: String, Sendable, CaseIterable {
  case `in`
  case notIn = "!in"
  case inIgnoringCase = "in~"
  case notInIgnoringCase = "!in~"
  case hasAny = "has_any"
  case hasAll = "has_all"
}
