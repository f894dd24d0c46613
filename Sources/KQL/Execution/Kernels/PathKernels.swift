/// What a path of `extract_json` names: `$.name.other[0]`, `$["name"]`.
func pathSteps(_ path: [UInt8]) throws(Refusal) -> [Datum] {
  func bad() -> Refusal { Refusal("this path of JSON is not supported") }
  guard path.first == 0x24 else { throw bad() }
  var steps: [Datum] = []
  var at = 1
  while at < path.count {
    if path[at] == 0x2e {
      var end = at + 1
      while end < path.count, path[end] != 0x2e, path[end] != 0x5b { end += 1 }
      guard end > at + 1, path[at + 1] != 0x2a else { throw bad() }
      steps.append(.string(Array(path[(at + 1)..<end])))
      at = end
    } else if path[at] == 0x5b, let close = path[at...].firstIndex(of: 0x5d) {
      let inner = Array(path[(at + 1)..<close])
      if let quote = inner.first, quote == 0x22 || quote == 0x27, inner.last == quote,
        inner.count > 2
      {
        steps.append(.string(Array(inner.dropFirst().dropLast())))
      } else if let index = Int64(String(decoding: inner, as: UTF8.self)) {
        steps.append(.integer(index))
      } else {
        throw bad()
      }
      at = close + 1
    } else {
      throw bad()
    }
  }
  return steps
}

/// The parts of a file path. Source: dataexplorer-docs, parse-path-function.md.
private func path(_ text: [UInt8]) -> JSON {
  var rest = text[...]
  var scheme: [UInt8] = []
  if let mark = text.firstRange(of: Array("://".utf8)) {
    scheme = Array(text[..<mark.lowerBound])
    rest = text[mark.upperBound...]
  }
  func isSlash(_ byte: UInt8) -> Bool { byte == 0x2f || byte == 0x5c }
  var root: [UInt8] = []
  if rest.count >= 2, rest[rest.startIndex + 1] == 0x3a {
    root = Array(rest.prefix(2))
  }
  var stream: [UInt8] = []
  if let colon = rest.dropFirst(root.count).lastIndex(of: 0x3a) {
    stream = Array(rest[(colon + 1)...])
    rest = rest[..<colon]
  }
  let slash = rest.lastIndex(where: isSlash)
  let name = slash.map { Array(rest[($0 + 1)...]) } ?? Array(rest)
  let directory = slash.map { Array(rest[..<$0]) } ?? []
  let parent = directory.split(whereSeparator: isSlash).last.map { Array($0) } ?? []
  let dot = name.lastIndex(of: 0x2e)
  let parts: [(String, [UInt8])] = [
    ("Scheme", scheme), ("RootPath", root), ("DirectoryPath", directory),
    ("DirectoryName", parent), ("Filename", name),
    ("Extension", dot.map { Array(name[($0 + 1)...]) } ?? []),
    ("AlternateDataStreamName", stream),
  ]
  return .bag(parts.map { JSON.Member(name: Array($0.0.utf8), value: .string($0.1)) })
}

/// Paths in JSON and of files. Source: dataexplorer-docs, extract-json-function.md, parse-path-function.md.
let pathKernels: [String: Kernel] = [
  "extract_json": { (call) throws(Refusal) in
    let prepared = try call.prepared(0, pathSteps)
    let result = call.result
    return { (arguments) throws(Refusal) in
      var json: JSON?
      if case .string(let text) = arguments[1] {
        json = JSON.document(text)
      } else {
        json = arguments[1].json
      }
      for step in try prepared(arguments) {
        if case .integer(let index) = step { json = json?[index] } else { json = json?[step.text] }
      }
      return Conversion.convert(json.map { Datum.json($0) } ?? .null, to: result)
    }
  },
  "parse_path": { _ in { $0[0].text.isEmpty ? .null : .dynamic(path($0[0].text)) } },
]
