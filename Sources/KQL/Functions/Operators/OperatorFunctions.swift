/// The function that an operator of the syntax stands for.
extension BinaryOperator {
  var function: ScalarFunction {
    switch self {
    case .equal: .equal
    case .notEqual, .lessGreater: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .remainder: .remainder
    case .equalIgnoringCase: .equalIgnoringCase
    case .notEqualIgnoringCase: .notEqualIgnoringCase
    case .has, .searchColumn: .has
    case .notHas: .notHas
    case .hasCs: .hasCs
    case .notHasCs: .notHasCs
    case .hasPrefix: .hasPrefix
    case .notHasPrefix: .notHasPrefix
    case .hasPrefixCs: .hasPrefixCs
    case .notHasPrefixCs: .notHasPrefixCs
    case .hasSuffix: .hasSuffix
    case .notHasSuffix: .notHasSuffix
    case .hasSuffixCs: .hasSuffixCs
    case .notHasSuffixCs: .notHasSuffixCs
    case .contains: .contains
    case .notContains, .notContainsWord: .notContains
    case .containsCs, .containsCsWord: .containsCs
    case .notContainsCs, .notContainsCsWord: .notContainsCs
    case .startsWith: .startsWith
    case .notStartsWith: .notStartsWith
    case .startsWithCs: .startsWithCs
    case .notStartsWithCs: .notStartsWithCs
    case .endsWith: .endsWith
    case .notEndsWith: .notEndsWith
    case .endsWithCs: .endsWithCs
    case .notEndsWithCs: .notEndsWithCs
    case .matchesRegex: .matchesRegex
    }
  }
}

extension MembershipOperator {
  var function: ScalarFunction {
    switch self {
    case .in: .isIn
    case .notIn: .isNotIn
    case .inIgnoringCase: .isInIgnoringCase
    case .notInIgnoringCase: .isNotInIgnoringCase
    case .hasAny: .hasAny
    case .hasAll: .hasAll
    }
  }
}
