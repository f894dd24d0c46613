/// `+ - * / %` and signs. Page: numerical-operators, datetime-timespan-arithmetic.
extension ScalarFunction {
  static let add = arithmetic("+") { left, right in
    switch (left, right) {
    case (.timespan, .timespan): .timespan
    case (.datetime, .timespan), (.timespan, .datetime): .datetime
    default: nil
    }
  }

  static let subtract = arithmetic("-") { left, right in
    switch (left, right) {
    case (.timespan, .timespan), (.datetime, .datetime): .timespan
    case (.datetime, .timespan): .datetime
    default: nil
    }
  }

  static let multiply = arithmetic("*") { left, right in
    switch (left, right) {
    case (.timespan, _) where right.isNumber: .timespan
    case (_, .timespan) where left.isNumber: .timespan
    default: nil
    }
  }

  static let divide = arithmetic("/") { left, right in
    switch (left, right) {
    case (.timespan, .timespan), (.datetime, .timespan): .real
    case (.timespan, _) where right.isNumber: .timespan
    default: nil
    }
  }

  static let remainder = arithmetic("%") { left, right in
    switch (left, right) {
    case (.timespan, .timespan), (.datetime, .timespan): .timespan
    default: nil
    }
  }

  /// The sign of a number or span. An int stays one only while it is a constant.
  static let negate = sign("-")
  static let plus = sign("+")

  private static func arithmetic(
    _ name: String, times: @escaping @Sendable (ValueType, ValueType) -> ValueType?
  ) -> ScalarFunction {
    ScalarFunction(
      name, page: "numerical-operators",
      returns: .custom { arguments in
        let left = arguments[0].type
        let right = arguments[1].type
        if let widest = ValueType.widest([left, right]) { return widest == .int ? .long : widest }
        if left.isUnknown || right.isUnknown { return .unknown }
        if left == .dynamic || right == .dynamic {
          let other = left == .dynamic ? right : left
          if other == .int { return .long }
          return other == .dynamic || other.isSummable ? other : nil
        }
        return times(left, right)
      }, [.any("left"), .any("right")])
  }

  private static func sign(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: "numerical-operators",
      returns: .custom { arguments in
        switch arguments[0].type {
        case .int: arguments[0].dependence == .constant ? .int : .long
        case .long, .real, .decimal, .timespan, .dynamic, .unknown: arguments[0].type
        default: nil
        }
      }, [.any("operand")])
  }
}
