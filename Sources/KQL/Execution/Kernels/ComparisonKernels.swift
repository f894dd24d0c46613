internal import Tabular

/// The order of values, for `<`, `max`, `sort` and their like.
enum Order {
  /// Below zero, zero or above for values that are not null; nil where there is no order: NaN, or types that
  /// do not go together.
  static func compare(_ left: Datum, _ right: Datum) -> Int? {
    switch (left, right) {
    case (.null, _), (_, .null): return nil
    case (.string(let one), .string(let other)): return Text.compare(one.span, other.span)
    case (.dynamic(let json), _):
      guard let value = unwrapped(json, like: right) else { return nil }
      return compare(value, right)
    case (_, .dynamic(let json)):
      guard let value = unwrapped(json, like: left) else { return nil }
      return compare(left, value)
    case (.dateTime(let one), .dateTime(let other)), (.timeSpan(let one), .timeSpan(let other)),
      (.integer(let one), .integer(let other)):
      return one < other ? -1 : one == other ? 0 : 1
    case (.guid(let one), .guid(let other)):
      return Text.compare(
        Conversion.text(.guid(one)).span, Conversion.text(.guid(other)).span)
    case (.guid, .string), (.string, .guid):
      let one = Conversion.guid(left)
      let other = Conversion.guid(right)
      return one.isNull || other.isNull ? nil : compare(one, other)
    case (.decimal(let one), .decimal(let other)): return one < other ? -1 : one == other ? 0 : 1
    case (.decimal, .integer), (.integer, .decimal):
      return compare(Conversion.decimal(left), Conversion.decimal(right))
    default:
      guard let one = left.real, let other = right.real, !one.isNaN, !other.isNaN else {
        return nil
      }
      return one < other ? -1 : one == other ? 0 : 1
    }
  }

  /// A scalar inside of a dynamic, as a value that goes with the other side.
  static func unwrapped(_ json: JSON, like other: Datum) -> Datum? {
    switch (json, other) {
    case (.string(let bytes), .string): return .string(bytes)
    case (.string(let bytes), .dateTime):
      let time = Conversion.dateTime(.string(bytes))
      return time.isNull ? nil : time
    case (.string(let bytes), .timeSpan):
      let span = Conversion.timeSpan(.string(bytes))
      return span.isNull ? nil : span
    case (.string(let bytes), .guid):
      let guid = Conversion.guid(.string(bytes))
      return guid.isNull ? nil : guid
    case (.integer(let number), .integer), (.integer(let number), .real),
      (.integer(let number), .bool), (.integer(let number), .decimal):
      return .integer(number)
    case (.real(let number), .integer), (.real(let number), .real), (.real(let number), .bool),
      (.real(let number), .decimal):
      return .real(number)
    case (.bool(let flag), .bool), (.bool(let flag), .integer), (.bool(let flag), .real):
      return .bool(flag)
    case (_, .dynamic(let inner)):
      // Both dynamic: the scalar on the right says what the left may be.
      switch inner {
      case .string: return unwrapped(json, like: .string([]))
      case .integer, .real, .bool: return unwrapped(json, like: .real(0))
      default: return nil
      }
    default: return nil
    }
  }

  /// `==`; nil for null, which two nulls give.
  static func equal(_ left: Datum, _ right: Datum) -> Bool? {
    if left.isNull || right.isNull { return left.isNull && right.isNull ? nil : false }
    return compare(left, right) == 0
  }
}

private func order(_ test: @escaping @Sendable (Int) -> Bool) -> Kernel {
  { _ in
    { arguments in
      if arguments[0].isNull || arguments[1].isNull { return .null }
      guard let order = Order.compare(arguments[0], arguments[1]) else { return .bool(false) }
      return .bool(test(order))
    }
  }
}

private func range(isNegated: Bool) -> Kernel {
  { _ in
    { arguments in
      var high = arguments[2]
      if case .timeSpan(let span) = high, case .dateTime(let start) = arguments[1] {
        high = .dateTime(start.addingReportingOverflow(span).partialValue)
      }
      if arguments[0].isNull || arguments[1].isNull || high.isNull { return .null }
      guard let low = Order.compare(arguments[0], arguments[1]),
        let top = Order.compare(arguments[0], high)
      else { return .bool(isNegated) }
      return .bool((low >= 0 && top <= 0) != isNegated)
    }
  }
}

/// `== != < <= > >=`, `between`. Source: dataexplorer-docs, numerical-operators.md, null-values.md.
let comparisonKernels: [String: Kernel] = [
  "==": { _ in { Order.equal($0[0], $0[1]).map { .bool($0) } ?? .null } },
  "!=": { _ in { Order.equal($0[0], $0[1]).map { .bool(!$0) } ?? .null } },
  "<": order { $0 < 0 }, "<=": order { $0 <= 0 }, ">": order { $0 > 0 }, ">=": order { $0 >= 0 },
  "between": range(isNegated: false), "!between": range(isNegated: true),
]

/// `and`, `or`, `not`: truth of three values.
let logicKernels: [String: Kernel] = [
  "and": { _ in
    { arguments in
      var hasNull = false
      for argument in arguments {
        guard let truth = argument.truth else {
          hasNull = true
          continue
        }
        if !truth { return .bool(false) }
      }
      return hasNull ? .null : .bool(true)
    }
  },
  "or": { _ in
    { arguments in
      var hasNull = false
      for argument in arguments {
        guard let truth = argument.truth else {
          hasNull = true
          continue
        }
        if truth { return .bool(true) }
      }
      return hasNull ? .null : .bool(false)
    }
  },
  "not": { _ in { $0[0].truth.map { .bool(!$0) } ?? .null } },
]
