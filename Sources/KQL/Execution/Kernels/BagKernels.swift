private func members(_ value: Datum) -> [JSON.Member]? {
  if case .bag(let members) = value.json { members } else { nil }
}

/// The paths of all members and elements.
private func paths(_ json: JSON, _ path: [UInt8], into all: inout [JSON], seen: inout Set<[UInt8]>)
{
  func add(_ path: [UInt8]) { if seen.insert(path).inserted { all.append(.string(path)) } }
  switch json {
  case .bag(let members):
    for member in members {
      let inner = path + Array("['".utf8) + member.name + Array("']".utf8)
      add(inner)
      paths(member.value, inner, into: &all, seen: &seen)
    }
  case .array(let elements):
    let inner = path + Array("[0]".utf8)
    if !elements.isEmpty { add(inner) }
    for element in elements { paths(element, inner, into: &all, seen: &seen) }
  default: break
  }
}

/// A bag with a member set below a path of names; bags that are missing on the way are made.
private func setting(
  _ path: ArraySlice<Datum>, to value: JSON, in json: JSON?
) throws(Refusal) -> JSON {
  guard let first = path.first else { return value }
  var bag = BagBuilder()
  guard case .string(let name) = first, path.count <= Limits.valueDepth else {
    throw Refusal("bag_set_key is supported for paths of names only")
  }
  switch json {
  case nil, .null?: break
  case .bag(let members)?: for member in members { bag.set(member.name, member.value) }
  default: throw Refusal("bag_set_key below a value that is no bag is not supported")
  }
  bag.set(name, try setting(path.dropFirst(), to: value, in: json?[name]))
  return .bag(bag.members)
}

/// Bags. Source: dataexplorer-docs, query/bag-*-function.md, pack-function.md, treepath-function.md.
let bagKernels: [String: Kernel] = [
  "bag_pack": { _ in
    { arguments in
      var bag = BagBuilder()
      for index in stride(from: 0, to: arguments.count, by: 2) {
        bag.set(arguments[index].text, arguments[index + 1].json)
      }
      return .dynamic(.bag(bag.members))
    }
  },
  "pack_ of find": { call in
    let names = call.names.map { Array($0.utf8) }
    return { (arguments) throws(Refusal) in
      if arguments.contains(where: { $0.isNull || $0.text.isEmpty }) {
        throw Refusal("whether find packs empty columns is not known: give columns with project")
      }
      var bag = BagBuilder()
      for (name, value) in zip(names, arguments) { bag.set(name, value.json) }
      return .dynamic(.bag(bag.members))
    }
  },
  "bag_keys": { _ in
    { members($0[0]).map { .dynamic(.array($0.map { .string($0.name) })) } ?? .null }
  },
  "bag_has_key": { _ in { .bool($0[0].json[$0[1].text] != nil) } },
  "bag_merge": { _ in
    { arguments in
      var bag = BagBuilder()
      var hasBag = false
      for argument in arguments {
        guard let members = members(argument) else { continue }
        hasBag = true
        for member in members where !bag.contains(member.name) {
          bag.set(member.name, member.value)
        }
      }
      return hasBag ? .dynamic(.bag(bag.members)) : .null
    }
  },
  "bag_remove_keys": { _ in
    { (arguments) throws(Refusal) in
      guard let all = members(arguments[0]), let keys = arguments[1].json.elements else {
        return .null
      }
      let names = Set(keys.map { Datum.json($0).text })
      guard !names.contains(where: { $0.starts(with: Array("$.".utf8)) }) else {
        throw Refusal("bag_remove_keys with paths is not supported")
      }
      return .dynamic(.bag(all.filter { !names.contains($0.name) }))
    }
  },
  "bag_set_key": { _ in
    { (arguments) throws(Refusal) in
      if arguments[1].text.starts(with: Array("$.".utf8)) {
        guard case .bag = arguments[0].json else { return .null }
        return .dynamic(
          try setting(
            try pathSteps(arguments[1].text)[...], to: arguments[2].json, in: arguments[0].json))
      }
      guard let all = members(arguments[0]) else { return .null }
      var bag = BagBuilder()
      for member in all { bag.set(member.name, member.value) }
      bag.set(arguments[1].text, arguments[2].json)
      return .dynamic(.bag(bag.members))
    }
  },
  "bag_zip": { _ in
    { arguments in
      guard let keys = arguments[0].json.elements else { return .null }
      let values = arguments[1].json.elements ?? []
      var bag = BagBuilder()
      for (index, key) in keys.enumerated() {
        guard case .string(let name) = key else { continue }
        bag.set(name, index < values.count ? values[index] : .null)
      }
      return .dynamic(.bag(bag.members))
    }
  },
  "treepath": { _ in
    { arguments in
      var all: [JSON] = []
      var seen: Set<[UInt8]> = []
      paths(arguments[0].json, [], into: &all, seen: &seen)
      return .dynamic(.array(all))
    }
  },
]
