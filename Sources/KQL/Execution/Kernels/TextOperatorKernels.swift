internal import Tabular

private enum Test {
  case equal, has, hasPrefix, hasSuffix, contains, startsWith, endsWith

  func holds(_ needle: TextNeedle, _ text: [UInt8]) -> Bool {
    let span = text.span
    return switch self {
    case .equal: needle.isEqual(to: span)
    case .has: needle.isTerm(in: span)
    case .hasPrefix: needle.isTermPrefix(in: span)
    case .hasSuffix: needle.isTermSuffix(in: span)
    case .contains: needle.isContained(in: span)
    case .startsWith: needle.isPrefix(of: span)
    case .endsWith: needle.isSuffix(of: span)
    }
  }
}

private func operators(_ name: String, _ test: Test, ignoringCase: Bool) -> [(String, Kernel)] {
  func kernel(_ isNegated: Bool) -> Kernel {
    { (call) throws(Refusal) in
      let needle = try call.prepared(1) { TextNeedle($0, ignoringCase: ignoringCase) }
      return { (arguments) throws(Refusal) in
        .bool(test.holds(try needle(arguments), arguments[0].text) != isNegated)
      }
    }
  }
  return [(name, kernel(false)), (name == "=~" ? "!~" : "!" + name, kernel(true))]
}

private func family(_ name: String, _ test: Test) -> [(String, Kernel)] {
  operators(name, test, ignoringCase: true) + operators(name + "_cs", test, ignoringCase: false)
}

/// Operators between a text and a pattern. Source: dataexplorer-docs, datatypes-string-operators.md.
let textOperatorKernels: [String: Kernel] = Dictionary(
  operators("=~", .equal, ignoringCase: true) + family("has", .has)
    + family("hasprefix", .hasPrefix) + family("hassuffix", .hasSuffix)
    + family("contains", .contains) + family("startswith", .startsWith)
    + family("endswith", .endsWith),
  uniquingKeysWith: { first, _ in first })

/// The members of a list: nested arrays count with their elements.
private func flattened(_ values: ArraySlice<Datum>) -> [Datum] {
  var members: [Datum] = []
  func add(_ json: JSON) {
    if case .array(let elements) = json {
      for element in elements { add(element) }
    } else {
      members.append(.json(json))
    }
  }
  for value in values {
    if case .dynamic(let json) = value { add(json) } else { members.append(value) }
  }
  return members
}

private func membership(isNegated: Bool, ignoringCase: Bool) -> Kernel {
  { call in
    let type = call.types[0]
    func key(_ value: Datum) -> Datum? {
      if ignoringCase { return value.isNull ? nil : .string(Text.folded(value.text.span)) }
      switch type {
      case .string, .dynamic:
        switch value {
        case .null: return nil
        case .string(let bytes), .dynamic(.string(let bytes)): return .string(bytes)
        case .dynamic(.integer(let number)), .integer(let number): return .real(Double(number))
        case .dynamic(.real(let number)), .real(let number): return .real(number)
        case .dynamic(.bool(let flag)): return .bool(flag)
        default: return value
        }
      case .int, .long, .real, .decimal, .bool:
        guard let number = value.real else { return nil }
        if case .integer(let whole) = value { return .integer(whole) }
        return Int64(exactly: number).map { .integer($0) } ?? .real(number)
      default:
        let converted = Conversion.convert(value, to: type)
        return converted.isNull ? nil : converted
      }
    }
    if call.constants.dropFirst().allSatisfy({ $0 != nil }) {
      let members = Set(
        flattened(call.constants.dropFirst().compactMap { $0 }[...]).compactMap(key))
      return { arguments in
        guard let value = key(arguments[0]) else { return .bool(isNegated) }
        return .bool(members.contains(value) != isNegated)
      }
    }
    return { arguments in
      guard let value = key(arguments[0]) else { return .bool(isNegated) }
      let isMember = flattened(arguments.dropFirst()).contains { key($0) == value }
      return .bool(isMember != isNegated)
    }
  }
}

private func needles(isAny: Bool) -> Kernel {
  { call in
    func made(_ values: ArraySlice<Datum>) -> NeedleSet {
      NeedleSet(flattened(values).map(\.text), ignoringCase: true, place: .term)
    }
    func test(_ set: NeedleSet, _ text: [UInt8]) -> Datum {
      .bool(isAny ? set.isAny(in: text.span) : set.areAll(in: text.span))
    }
    if call.constants.dropFirst().allSatisfy({ $0 != nil }) {
      let set = made(call.constants.dropFirst().compactMap { $0 }[...])
      return { test(set, $0[0].text) }
    }
    return { test(made($0.dropFirst()), $0[0].text) }
  }
}

/// `in`, `has_any` and their like. Source: dataexplorer-docs, in-cs-operator.md, has-any-operator.md.
let membershipKernels: [String: Kernel] = [
  "in": membership(isNegated: false, ignoringCase: false),
  "!in": membership(isNegated: true, ignoringCase: false),
  "in~": membership(isNegated: false, ignoringCase: true),
  "!in~": membership(isNegated: true, ignoringCase: true),
  "has_any": needles(isAny: true), "has_all": needles(isAny: false),
]

/// `x.name` and `x[index]`. Source: dataexplorer-docs, scalar-data-types/dynamic.md.
let memberKernels: [String: Kernel] = [
  ".": { _ in { $0[0].json[$0[1].text].map { .json($0) } ?? .null } },
  "[]": { _ in
    { (arguments) throws(Refusal) in
      switch arguments[1] {
      case .string(let name), .dynamic(.string(let name)):
        return arguments[0].json[name].map { .json($0) } ?? .null
      case .integer(let index), .dynamic(.integer(let index)):
        // [O]: Kusto rejects an index into a number.
        if arguments[0].json.number != nil {
          throw Refusal("an index into a number is not supported")
        }
        return arguments[0].json[index].map { .json($0) } ?? .null
      default: return .null
      }
    }
  },
]
