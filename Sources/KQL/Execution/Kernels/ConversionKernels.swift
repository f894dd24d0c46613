internal import Tabular

private func to(_ type: ScalarType) -> Kernel {
  { _ in { Conversion.convert($0[0], to: type) } }
}

/// Constants are converted otherwise than rows where they are out of range [O].
private func toWhole(_ type: ScalarType) -> Kernel {
  { (call) throws(Refusal) in
    guard let constant = call.constants[0] else { return try to(type)(call) }
    let isExact: Bool
    switch constant {
    case .real(let number):
      isExact = number.magnitude < (type == .int ? 2_147_483_648 : 9_223_372_036_854_775_808)
    case .integer(let number): isExact = type == .long || Int32(exactly: number) != nil
    default: isExact = true
    }
    if isExact || constant.real?.isFinite == false { return try to(type)(call) }
    guard type == .long else { throw Refusal("the constant is out of the range of an int") }
    return { _ in .integer(.min) }
  }
}

/// The name that `gettype` gives.
private func typeName(_ value: Datum, _ type: ScalarType) -> String {
  guard type == .dynamic else { return type.rawValue }
  switch value {
  case .dynamic(.array): return "array"
  case .dynamic(.bag): return "dictionary"
  case .dynamic(.bool): return "bool"
  case .dynamic(.integer): return "long"
  case .dynamic(.real): return "double"
  case .dynamic(.string): return "string"
  default: return "null"
  }
}

/// Conversions. Source: dataexplorer-docs, query/to*-function.md.
let conversionKernels: [String: Kernel] = [
  "tostring": to(.string), "tolong": toWhole(.long), "toint": toWhole(.int), "toreal": to(.real),
  "todecimal": to(.decimal), "tobool": to(.bool), "todatetime": to(.datetime),
  "totimespan": to(.timespan), "toguid": to(.guid),
  "parse_json": { _ in
    { (arguments) throws(Refusal) in
      guard case .string(let text) = arguments[0] else { return arguments[0] }
      if text.isEmpty { return .null }
      if let json = JSON.document(text) { return .json(json) }
      // What is no JSON is a text; what is, but is nested too deeply to be held, must not become one.
      guard !JSON.isNestedDeeper(text, than: Limits.valueDepth) else {
        throw Refusal(
          "expected JSON of at most \(Limits.valueDepth) levels, found more", code: .resources)
      }
      return .dynamic(.string(text))
    }
  },
  "dynamic_to_json": { _ in
    { arguments in
      func sorted(_ json: JSON) -> JSON {
        switch json {
        case .array(let elements): return .array(elements.map(sorted))
        case .bag(let members):
          let ordered = members.map { JSON.Member(name: $0.name, value: sorted($0.value)) }
          return .bag(
            ordered.sorted { Text.compare($0.name.span, $1.name.span) < 0 })
        default: return json
        }
      }
      return .string(sorted(arguments[0].json).written)
    }
  },
  "gettype": { call in
    let type = call.types[0]
    return { .text(typeName($0[0], type)) }
  },
  "tohex": { _ in
    { arguments in
      guard let value = arguments[0].integer else { return .string([]) }
      let digits = String(UInt64(bitPattern: value), radix: 16)
      let least = arguments.count > 1 ? min(Int(clamping: arguments[1].integer ?? 0), 64) : 0
      return .text(String(repeating: "0", count: max(0, least - digits.count)) + digits)
    }
  },
]

/// The condition functions. Source: dataexplorer-docs, iff-function.md, case-function.md and others by name.
let conditionKernels: [String: Kernel] = [
  "around": { _ in
    { (arguments) throws(Refusal) in
      let (value, center, delta) = (arguments[0], arguments[1], arguments[2])
      if value.isNull || center.isNull || delta.isNull { return .null }
      switch (value, center, delta) {
      case (.dateTime(let value), .dateTime(let center), .timeSpan(let delta)),
        (.timeSpan(let value), .timeSpan(let center), .timeSpan(let delta)),
        (.integer(let value), .integer(let center), .integer(let delta)):
        return .bool((Int128(value) - Int128(center)).magnitude <= Int128(delta))
      case (.real, .real, .real), (.real, .real, .integer), (.real, .integer, .integer),
        (.real, .integer, .real), (.integer, .real, .real), (.integer, .real, .integer),
        (.integer, .integer, .real):
        guard let value = value.real, let center = center.real, let delta = delta.real else {
          return .null
        }
        return .bool(value >= center - delta && value <= center + delta)
      default: throw Refusal("around of these types is not supported")
      }
    }
  },
  "assert": { _ in
    { (arguments) throws(Refusal) in
      guard arguments[0].truth == true else {
        throw Refusal(
          "the assertion fails: \(String(decoding: arguments[1].text, as: UTF8.self))",
          code: .badUse)
      }
      return .bool(true)
    }
  },
  "iff": { (call) throws(Refusal) in
    let type = call.result
    try requireOneType(Array(call.types.dropFirst()))
    return { widened($0[0].truth == true ? $0[1] : $0[2], to: type) }
  },
  "case": { (call) throws(Refusal) in
    let type = call.result
    let last = call.types.count - 1
    try requireOneType(
      call.types.indices.filter { $0 % 2 == 1 || $0 == last }.map { call.types[$0] })
    return { arguments in
      for index in stride(from: 0, to: arguments.count - 1, by: 2)
      where arguments[index].truth == true {
        return widened(arguments[index + 1], to: type)
      }
      return widened(arguments[arguments.count - 1], to: type)
    }
  },
  "coalesce": { (call) throws(Refusal) in
    let type = call.result
    try requireOneType(call.types)
    return { arguments in
      for argument in arguments {
        if type == .string ? !argument.text.isEmpty : !argument.isNull {
          return widened(argument, to: type)
        }
      }
      return type == .string ? .string([]) : .null
    }
  },
  "max_of": { call in extreme(call.result) { $0 > 0 } },
  "min_of": { call in extreme(call.result) { $0 < 0 } },
  "isnull": { call in
    let isText = call.types[0] == .string
    return { .bool(!isText && $0[0].isNull) }
  },
  "isnotnull": { call in
    let isText = call.types[0] == .string
    return { .bool(isText || !$0[0].isNull) }
  },
  "isempty": { _ in { .bool(isEmpty($0[0])) } },
  "isnotempty": { _ in { .bool(!isEmpty($0[0])) } },
  "isnan": { _ in { $0[0].real.map { .bool($0.isNaN) } ?? .null } },
  "isinf": { _ in { $0[0].real.map { .bool($0.isInfinite) } ?? .null } },
  "isfinite": { _ in { $0[0].real.map { .bool($0.isFinite) } ?? .null } },
  "now": { call in
    let now = call.now
    return { arguments in
      guard let offset = arguments.first else { return .dateTime(now) }
      guard case .timeSpan(let ticks) = offset else { return .null }
      let (time, overflow) = now.addingReportingOverflow(ticks)
      return overflow || !Ticks.isDateTime(time) ? .null : .dateTime(time)
    }
  },
  "ago": { call in
    let now = call.now
    return { arguments in
      guard case .timeSpan(let ticks) = arguments[0] else { return .null }
      let (time, overflow) = now.subtractingReportingOverflow(ticks)
      return overflow || !Ticks.isDateTime(time) ? .null : .dateTime(time)
    }
  },
]

/// [O]: Kusto rejects whole and real numbers as branches of one condition.
private func requireOneType(_ types: [ScalarType]) throws(Refusal) {
  let kinds = Set(types.map { $0 == .int ? ScalarType.long : $0 }).subtracting([.dynamic])
  guard kinds.count <= 1 else {
    throw Refusal("expected values of one type, found whole and other numbers", code: .badType)
  }
}

/// A number as the wider type that all branches have.
private func widened(_ value: Datum, to type: ScalarType) -> Datum {
  switch type {
  case .real: value.isNull ? .null : Conversion.real(value)
  case .decimal: value.isNull ? .null : Conversion.decimal(value)
  case .dynamic: value.isNull ? .null : .dynamic(value.json)
  default: value
  }
}

/// The greatest or least of values that are not null.
private func extreme(_ type: ScalarType, _ isBetter: @escaping (Int) -> Bool) -> RowFunction {
  { arguments in
    var best = Datum.null
    for argument in arguments where !argument.isNull {
      if best.isNull || (Order.compare(argument, best).map(isBetter) ?? false) { best = argument }
    }
    return widened(best, to: type)
  }
}

private func isEmpty(_ value: Datum) -> Bool { value.isNull || value.text.isEmpty }
