/// The different elements of an array in the order in which they first stand; numbers by their size.
private struct ElementSet {
  private(set) var elements: [JSON] = []
  private var keys: Set<JSON> = []

  init(_ array: [JSON] = []) { for element in array { insert(element) } }

  mutating func insert(_ element: JSON) {
    if keys.insert(Self.key(element)).inserted { elements.append(element) }
  }

  func contains(_ element: JSON) -> Bool { keys.contains(Self.key(element)) }

  private static func key(_ element: JSON) -> JSON {
    if case .real(let number) = element, let whole = Int64(exactly: number) {
      return .integer(whole)
    }
    return element
  }
}

private func sets(_ combine: @escaping @Sendable ([ElementSet]) -> Datum) -> Kernel {
  { _ in
    { arguments in
      let arrays = arguments.compactMap { $0.json.elements }
      guard arrays.count == arguments.count else { return .null }
      return combine(arrays.map { ElementSet($0) })
    }
  }
}

/// Sets. Source: dataexplorer-docs, query/set-*-function.md, jaccard-index-function.md.
let setKernels: [String: Kernel] = [
  "set_union": sets { sets in
    var all = ElementSet()
    for set in sets { for element in set.elements { all.insert(element) } }
    return .dynamic(.array(all.elements))
  },
  "set_intersect": sets { sets in
    .dynamic(
      .array(
        (sets.first?.elements ?? []).filter { element in
          sets.dropFirst().allSatisfy { $0.contains(element) }
        }))
  },
  "set_difference": sets { sets in
    .dynamic(
      .array(
        (sets.first?.elements ?? []).filter { element in
          !sets.dropFirst().contains { $0.contains(element) }
        }))
  },
  "set_equals": sets { sets in
    .bool(
      sets[0].elements.count == sets[1].elements.count
        && sets[0].elements.allSatisfy { sets[1].contains($0) })
  },
  "jaccard_index": sets { sets in
    let common = sets[0].elements.filter { sets[1].contains($0) }.count
    let all = sets[0].elements.count + sets[1].elements.count - common
    return .real(Double(common) / Double(all))
  },
  "set_has_element": { _ in
    { arguments in
      guard let elements = arguments[0].json.elements else { return .bool(false) }
      return .bool(elements.contains { isSame($0, arguments[1]) })
    }
  },
]
