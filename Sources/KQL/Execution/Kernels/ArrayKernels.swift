internal import Tabular

/// Parts and figures of arrays. Source: dataexplorer-docs, query/array-*-function.md and others by name.
let arrayKernels: [String: Kernel] = [
  "array_length": { _ in
    { $0[0].json.elements.map { .integer(Int64($0.count)) } ?? .null }
  },
  "array_sum": { _ in
    { arguments in
      guard let elements = arguments[0].json.elements else { return .null }
      var sum = 0.0
      for element in elements {
        if case .null = element { continue }
        guard let number = element.number else { return .null }
        sum += number
      }
      return .real(sum)
    }
  },
  "array_slice": { _ in
    { arguments in
      guard let elements = arguments[0].json.elements, let start = arguments[1].integer,
        let end = arguments[2].integer
      else { return .null }
      let count = Int64(elements.count)
      let first = max(0, start < 0 ? start + count : start)
      let last = min(count - 1, end < 0 ? end + count : end)
      return .dynamic(.array(first <= last ? Array(elements[Int(first)...Int(last)]) : []))
    }
  },
  "array_split": { _ in
    { arguments in
      guard let elements = arguments[0].json.elements else { return .null }
      let wanted: [Int64]
      if let list = arguments[1].json.elements {
        wanted = list.compactMap { Datum.json($0).integer }
      } else if let index = arguments[1].integer {
        wanted = [index]
      } else {
        return .null
      }
      let count = Int64(elements.count)
      var parts: [JSON] = []
      var start: Int64 = 0
      for index in wanted {
        let end = min(max(index < 0 ? index + count : index, start), count)
        parts.append(.array(Array(elements[Int(start)..<Int(end)])))
        start = end
      }
      parts.append(.array(Array(elements[Int(start)...])))
      return .dynamic(.array(parts))
    }
  },
  "array_concat": { _ in
    { arguments in
      var all: [JSON] = []
      for argument in arguments {
        guard let elements = argument.json.elements else { continue }
        all += elements
      }
      return .dynamic(.array(all))
    }
  },
  "array_iff": { _ in
    { (arguments) throws(Refusal) in
      guard let tests = arguments[0].json.elements else { return .null }
      func pick(_ value: Datum, _ index: Int) -> JSON {
        guard let elements = value.json.elements else { return value.json }
        return index < elements.count ? elements[index] : .null
      }
      var picked: [JSON] = []
      for (index, test) in tests.enumerated() {
        let value = Datum.json(test)
        guard let truth = value.truth else {
          // The page: texts and times give null. Of reals and what holds elements it says nothing.
          switch test {
          case .null, .string: picked.append(.null)
          default: throw Refusal("array_iff of conditions that are no bools is not supported")
          }
          continue
        }
        picked.append(pick(truth ? arguments[1] : arguments[2], index))
      }
      return .dynamic(.array(picked))
    }
  },
  "array_reverse": { _ in
    { $0[0].json.elements.map { .dynamic(.array($0.reversed())) } ?? .null }
  },
  "array_index_of": { _ in
    { arguments in
      guard let elements = arguments[0].json.elements else { return .null }
      let wanted = arguments[1]
      let count = Int64(elements.count)
      var start = arguments.count > 2 ? arguments[2].integer ?? 0 : 0
      if start < 0 { start = max(0, start + count) }
      let length = arguments.count > 3 ? arguments[3].integer ?? -1 : -1
      var occurrence = arguments.count > 4 ? arguments[4].integer ?? 1 : 1
      let end = length < 0 ? count : min(count, start + min(length, count))
      guard start < end, occurrence > 0 else { return .integer(-1) }
      for index in start..<end where isSame(elements[Int(index)], wanted) {
        occurrence -= 1
        if occurrence == 0 { return .integer(index) }
      }
      return .integer(-1)
    }
  },
  "array_shift_left": shift(1), "array_shift_right": shift(-1),
  "array_rotate_left": rotate(1), "array_rotate_right": rotate(-1),
  "pack_array": { _ in { .dynamic(.array($0.map(\.json))) } },
  "repeat": { _ in
    { (arguments) throws(Refusal) in
      guard let count = arguments[1].integer else { return .null }
      guard count <= 1_000_000 else {
        throw Refusal("repeat gives at most 1,000,000 elements here, found \(count)", code: .limit)
      }
      return .dynamic(.array(Array(repeating: arguments[0].json, count: Int(max(0, count)))))
    }
  },
  "range": { _ in
    { (arguments) throws(Refusal) in
      var values: [JSON] = []
      let step =
        arguments.count > 2
        ? arguments[2] : arguments[0].isTime ? .timeSpan(36_000_000_000) : .integer(1)
      var value = arguments[0]
      guard let direction = step.real ?? step.integer.map({ Double($0) }), direction != 0 else {
        return .null
      }
      while let order = Order.compare(value, arguments[1]), direction > 0 ? order <= 0 : order >= 0
      {
        values.append(value.json)
        guard values.count <= 1_048_576 else {
          throw Refusal("range gives at most 1,048,576 elements", code: .limit)
        }
        value = try Arithmetic.apply(.add, value, step, result: .long)
      }
      return .dynamic(.array(values))
    }
  },
  "zip": { _ in
    { arguments in
      let arrays = arguments.compactMap { $0.json.elements }
      guard arrays.count == arguments.count else { return .null }
      let count = arrays.map(\.count).max() ?? 0
      return .dynamic(
        .array(
          (0..<count).map { index in
            .array(arrays.map { index < $0.count ? $0[index] : .null })
          }))
    }
  },
]

extension Datum {
  var isTime: Bool {
    switch self {
    case .dateTime, .timeSpan: true
    default: false
    }
  }
}

/// Whether an element is a value: numbers by their size.
func isSame(_ element: JSON, _ value: Datum) -> Bool {
  if let one = element.number, let other = value.real { return one == other }
  return element == value.json
}

private func shift(_ direction: Int64) -> Kernel {
  { _ in
    { arguments in
      guard let elements = arguments[0].json.elements, let count = arguments[1].integer,
        abs(count) < Int64(Int32.max)
      else { return .null }
      let filler = arguments.count > 2 ? arguments[2].json : .null
      let offset = Int(count * direction)
      return .dynamic(
        .array(
          elements.indices.map { index in
            let source = index + offset
            return elements.indices.contains(source) ? elements[source] : filler
          }))
    }
  }
}

private func rotate(_ direction: Int64) -> Kernel {
  { _ in
    { arguments in
      guard let elements = arguments[0].json.elements, let count = arguments[1].integer else {
        return .null
      }
      guard !elements.isEmpty else { return .dynamic(.array([])) }
      let size = elements.count
      let offset = Int(count % Int64(size) * direction)
      return .dynamic(
        .array(elements.indices.map { elements[(($0 + offset) % size + size) % size] }))
    }
  }
}

/// Sorted arrays: the first sorted, the others in its order. Numbers and texts are not mixed.
let arrayOrderKernels: [String: Kernel] = [
  "array_sort_asc": sorted(isAscending: true), "array_sort_desc": sorted(isAscending: false),
]

private func sorted(isAscending: Bool) -> Kernel {
  { call in
    let index = call.tupleIndex
    return { (arguments) throws(Refusal) in
      guard let keys = arguments[0].json.elements else { return .null }
      var nullsLast = true
      if case .bool(let flag)? = arguments.last { nullsLast = flag }
      var places = Array(keys.indices.filter { keys[$0] != .null })
      let nulls = keys.indices.filter { keys[$0] == .null }
      let isNumeric = places.allSatisfy { keys[$0].number != nil }
      let isTextual = places.allSatisfy { if case .string = keys[$0] { true } else { false } }
      guard isNumeric || isTextual else {
        throw Refusal("sorting an array of mixed types is not supported")
      }
      places.sort { one, other in
        let order = Order.compare(.json(keys[one]), like(.json(keys[other]))) ?? 0
        return order == 0 ? one < other : isAscending ? order < 0 : order > 0
      }
      places = nullsLast ? places + nulls : nulls + places
      guard let values = arguments[index].json.elements, values.count == keys.count else {
        return .null
      }
      return .dynamic(.array(places.map { values[$0] }))
    }
  }
}

/// The scalar in a dynamic.
private func like(_ value: Datum) -> Datum {
  switch value {
  case .dynamic(.string(let bytes)): .string(bytes)
  case .dynamic(.integer(let number)): .integer(number)
  case .dynamic(.real(let number)): .real(number)
  default: value
  }
}
