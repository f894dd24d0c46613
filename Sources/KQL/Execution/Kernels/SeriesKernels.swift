/// The numbers of an array, nil for what is none.
private func numbers(_ value: Datum) -> [Double?]? { value.json.elements?.map(\.number) }

private func elementwise(_ combine: @escaping @Sendable (Double, Double) -> Double) -> Kernel {
  { _ in
    { arguments in
      let one = arguments[0].json.elements
      let other = arguments[1].json.elements
      guard let count = [one?.count, other?.count].compactMap({ $0 }).min() else { return .null }
      func element(_ array: [JSON]?, _ value: Datum, _ index: Int) -> JSON {
        array?[index] ?? value.json
      }
      return .dynamic(
        .array(
          (0..<count).map { index in
            let left = element(one, arguments[0], index)
            let right = element(other, arguments[1], index)
            guard let first = left.number, let second = right.number else { return .null }
            let result = combine(first, second)
            // Whole numbers stay whole where the result is.
            if case .integer = left, case .integer = right, let whole = Int64(exactly: result) {
              return .integer(whole)
            }
            return .real(result)
          }))
    }
  }
}

/// Fills elements that equal the placeholder, null without one, with what comes before or behind.
private func fill(isForward: Bool) -> Kernel {
  { _ in
    { arguments in
      guard let elements = arguments[0].json.elements else { return .null }
      let placeholder = arguments.count > 1 ? arguments[1].json : .null
      var last: JSON?
      var result = elements
      for index in isForward ? Array(elements.indices) : elements.indices.reversed() {
        if isSame(elements[index], .json(placeholder)) {
          if let last { result[index] = last }
        } else {
          last = elements[index]
        }
      }
      return .dynamic(.array(result))
    }
  }
}

/// Series of numbers. Source: dataexplorer-docs, query/series-*-function.md.
let seriesKernels: [String: Kernel] = [
  "series_add": elementwise { $0 + $1 }, "series_subtract": elementwise { $0 - $1 },
  "series_multiply": elementwise { $0 * $1 },
  "series_fill_forward": fill(isForward: true), "series_fill_backward": fill(isForward: false),
  "series_fill_const": { _ in
    { arguments in
      guard let elements = arguments[0].json.elements else { return .null }
      let placeholder = arguments.count > 2 ? arguments[2].json : .null
      return .dynamic(
        .array(elements.map { isSame($0, .json(placeholder)) ? arguments[1].json : $0 }))
    }
  },
  "series_fill_linear": { _ in
    { (arguments) throws(Refusal) in
      guard let elements = arguments[0].json.elements else { return .null }
      let placeholder = arguments.count > 1 ? arguments[1].json : .null
      guard !elements.contains(where: { isSame($0, .json(placeholder)) }) else {
        throw Refusal("series_fill_linear of a series with gaps is not supported yet")
      }
      return .dynamic(.array(elements))
    }
  },
  "series_sum": { _ in
    { numbers($0[0]).map { .real($0.reduce(0) { $0 + ($1 ?? 0) }) } ?? .null }
  },
]
