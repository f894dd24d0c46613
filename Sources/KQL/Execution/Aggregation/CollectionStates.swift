internal import Tabular

/// `make_list`: an array gives its elements. Nulls are left out, those of a dynamic are not [O].
struct ListState: GroupState {
  let type: ScalarType
  let keepsNulls: Bool
  let limit: Int
  private var elements: [JSON] = []
  private var bytes = 0

  init(_ type: ScalarType, keepsNulls: Bool = false, limit: Int) {
    self.type = type
    self.keepsNulls = keepsNulls
    self.limit = limit
  }

  mutating func add(_ arguments: [Datum]) {
    let value = arguments[0]
    if value.isNull, !keepsNulls, type != .dynamic { return }
    let most = arguments.count > 1 ? min(limit, Int(clamping: arguments[1].integer ?? 0)) : limit
    for element in value.json.elements ?? [value.json] where elements.count < most {
      elements.append(element)
      bytes += element.byteCount
    }
  }

  func finish() -> [Datum] { [.dynamic(.array(elements))] }
  var byteCount: Int { bytes }
}

/// `make_set`: different values in the order in which they were met.
struct SetState: GroupState {
  let type: ScalarType
  let limit: Int
  private var elements: [JSON] = []
  private var seen: Set<JSON> = []
  private var bytes = 0

  init(_ type: ScalarType, limit: Int) {
    self.type = type
    self.limit = limit
  }

  mutating func add(_ arguments: [Datum]) {
    let value = arguments[0]
    if value.isNull { return }
    let most = arguments.count > 1 ? min(limit, Int(clamping: arguments[1].integer ?? 0)) : limit
    for element in value.json.elements ?? [value.json] where elements.count < most {
      if element == .null { continue }
      if seen.insert(element).inserted {
        elements.append(element)
        bytes += 2 * element.byteCount
      }
    }
  }

  func finish() -> [Datum] { [.dynamic(.array(elements))] }
  var byteCount: Int { bytes }
}

/// `make_bag`: the members of bags; the first of a name counts.
struct BagState: GroupState {
  let limit: Int
  private var bag = BagBuilder()
  private var bytes = 0

  init(limit: Int) { self.limit = limit }

  mutating func add(_ arguments: [Datum]) {
    guard case .bag(let members) = arguments[0].json else { return }
    let most = arguments.count > 1 ? min(limit, Int(clamping: arguments[1].integer ?? 0)) : limit
    for member in members where bag.members.count < most && !bag.contains(member.name) {
      bag.set(member.name, member.value)
      bytes += 2 * member.name.count + member.value.byteCount
    }
  }

  func finish() -> [Datum] { [.dynamic(.bag(bag.members))] }
  var byteCount: Int { bytes }
}

/// `dcount`, `count_distinct`: exact, as Kusto's estimate is for small sets; nulls do not count.
struct DistinctState: GroupState {
  private var values: Set<Datum> = []
  private var bytes = 0

  mutating func add(_ arguments: [Datum]) {
    let value = arguments[0]
    if value.isNull { return }
    if values.insert(value).inserted { bytes += value.byteCount }
  }

  func finish() -> [Datum] { [.integer(Int64(values.count))] }
  var byteCount: Int { bytes }
}

/// `arg_max`, `arg_min`: the row with the extreme value, of equal ones the first.
struct ArgumentExtremeState: GroupState {
  let isMax: Bool
  let types: [ScalarType]
  private var best: [Datum]?

  init(isMax: Bool, types: [ScalarType]) {
    self.isMax = isMax
    self.types = types
  }

  mutating func add(_ arguments: [Datum]) throws(Refusal) {
    guard let known = best?[0], !known.isNull else {
      if best == nil || !arguments[0].isNull { best = arguments }
      return
    }
    let value = arguments[0]
    if value.isNull { return }
    if case .dynamic = value {
      throw Refusal("the extremes of a dynamic are not supported: use tolong(...) or tostring(...)")
    }
    if case .real(let number) = value, number.isNaN {
      if case .real(let other) = known, other.isNaN { return }
      best = arguments
      return
    }
    guard let order = Order.compare(value, known) else { return }
    if isMax ? order > 0 : order < 0 { best = arguments }
  }

  func finish() -> [Datum] {
    best ?? types.map { $0 == .string ? .string([]) : .null }
  }

  var byteCount: Int { best?.reduce(32) { $0 + $1.byteCount } ?? 0 }
}

/// `take_any`: the first row; of one column the first value that is not null.
struct AnyState: GroupState {
  let types: [ScalarType]
  private var row: [Datum]?

  init(types: [ScalarType]) { self.types = types }

  mutating func add(_ arguments: [Datum]) {
    if row == nil || (types.count == 1 && row?[0].isNull == true) { row = arguments }
  }

  func finish() -> [Datum] { row ?? types.map { $0 == .string ? .string([]) : .null } }
  var byteCount: Int { row?.reduce(32) { $0 + $1.byteCount } ?? 0 }
}
