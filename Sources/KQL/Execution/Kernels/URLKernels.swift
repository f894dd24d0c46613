/// The parameters of a URL, in their order. Escapes are refused: no page says whether they are resolved.
private func parameters(_ query: ArraySlice<UInt8>) throws(Refusal) -> JSON {
  guard !query.contains(0x25), !query.contains(0x2b) else {
    throw Refusal("the parameters of a URL with escapes (% or +) are not supported")
  }
  var bag = BagBuilder()
  for pair in query.split(separator: 0x26) {
    let sign = pair.firstIndex(of: 0x3d)
    bag.set(
      Array(sign.map { pair[..<$0] } ?? pair), .string(sign.map { Array(pair[($0 + 1)...]) } ?? []))
  }
  return .bag(bag.members)
}

/// The parts of an absolute URL, `scheme://username:password@host:port/path?query#fragment`.
///
/// What is no such URL is refused: the page says only that a URL must be absolute. The path stands without its first
/// slash, as on the page.
private func parts(_ url: [UInt8]) throws(Refusal) -> JSON {
  let absolute = Refusal("parse_url is supported for absolute URLs only: scheme://host/...")
  guard let mark = url.firstIndex(of: 0x3a), url[mark...].starts(with: [0x3a, 0x2f, 0x2f]) else {
    throw absolute
  }
  let scheme = url[..<mark]
  guard let first = scheme.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7a,
    scheme.allSatisfy({ Text.isAlphanumeric($0) || [0x2b, 0x2d, 0x2e].contains($0) })
  else { throw absolute }
  var rest = url[(mark + 3)...]
  var fragment: ArraySlice<UInt8> = []
  if let sign = rest.firstIndex(of: 0x23) {
    fragment = rest[(sign + 1)...]
    rest = rest[..<sign]
  }
  var query: ArraySlice<UInt8> = []
  if let sign = rest.firstIndex(of: 0x3f) {
    query = rest[(sign + 1)...]
    rest = rest[..<sign]
  }
  var path: ArraySlice<UInt8> = []
  if let slash = rest.firstIndex(of: 0x2f) {
    path = rest[(slash + 1)...]
    rest = rest[..<slash]
  }
  var user: [ArraySlice<UInt8>] = []
  if let sign = rest.firstIndex(of: 0x40) {
    user = rest[..<sign].split(separator: 0x3a, maxSplits: 1, omittingEmptySubsequences: false)
    rest = rest[(sign + 1)...]
  }
  let host = rest.split(separator: 0x3a, omittingEmptySubsequences: false)
  guard host.count <= 2, let name = host.first, !name.isEmpty, !rest.contains(0x40),
    !name.contains(0x5b), host.count == 1 || host[1].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
  else { throw absolute }
  func member(_ name: String, _ text: ArraySlice<UInt8>?) -> JSON.Member {
    JSON.Member(name: Array(name.utf8), value: .string(Array(text ?? [])))
  }
  return .bag([
    member("Scheme", scheme), member("Host", name),
    member("Port", host.count == 2 ? host[1] : nil), member("Path", path),
    member("Username", user.first), member("Password", user.count == 2 ? user[1] : nil),
    JSON.Member(name: Array("Query Parameters".utf8), value: try parameters(query)),
    member("Fragment", fragment),
  ])
}

/// Parts of URLs. Source: dataexplorer-docs, query/parse-url-function.md, parse-url-query-function.md.
let urlKernels: [String: Kernel] = [
  "parse_url": { _ in
    { (arguments) throws(Refusal) in .dynamic(try parts(arguments[0].text)) }
  },
  "parse_urlquery": { _ in
    { (arguments) throws(Refusal) in
      let name = Array("Query Parameters".utf8)
      let value = try parameters(arguments[0].text[...])
      return .dynamic(.bag([JSON.Member(name: name, value: value)]))
    }
  },
]
