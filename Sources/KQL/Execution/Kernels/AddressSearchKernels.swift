/// The IPv4 addresses in a text: those of which neither side touches a letter, digit, or another part.
private func addresses(_ text: [UInt8]) -> [[UInt8]] {
  var found: [[UInt8]] = []
  func isPart(_ byte: UInt8) -> Bool { (byte >= 0x30 && byte <= 0x39) || byte == 0x2e }
  var start = 0
  while start < text.count {
    guard isPart(text[start]) else {
      start += 1
      continue
    }
    var end = start
    while end < text.count, isPart(text[end]) { end += 1 }
    let isBounded =
      (start == 0 || !Text.isAlphanumeric(text.span, before: start))
      && (end == text.count || !Text.isAlphanumeric(text.span, at: end))
    let part = Array(text[start..<end])
    if isBounded, IPv4(part) != nil { found.append(part) }
    start = end
  }
  return found
}

private func search(isPrefix: Bool) -> Kernel {
  { _ in
    { arguments in
      let found = addresses(arguments[0].text)
      let wanted = arguments.dropFirst().flatMap { argument in
        argument.json.elements?.map { Datum.json($0).text } ?? [argument.text]
      }
      return .bool(
        wanted.contains { needle in
          found.contains { address in
            guard isPrefix else {
              guard let one = IPv4(needle), let other = IPv4(address) else { return false }
              return one == other
            }
            // A prefix ends with a dot, or is a whole address.
            let isWhole = needle.last == 0x2e || IPv4(needle) != nil
            return isWhole && address.starts(with: needle)
              && (needle.last == 0x2e || address.count == needle.count)
          }
        })
    }
  }
}

/// Addresses in texts. Source: dataexplorer-docs, query/has-ipv4-function.md and its like.
let addressSearchKernels: [String: Kernel] = [
  "has_ipv4": search(isPrefix: false), "has_any_ipv4": search(isPrefix: false),
  "has_ipv4_prefix": search(isPrefix: true), "has_any_ipv4_prefix": search(isPrefix: true),
  "format_ipv4_mask": { _ in
    { arguments in
      let bits = arguments.count > 1 ? arguments[1].integer ?? -1 : 32
      guard (0...32).contains(bits) else { return .string([]) }
      let address: IPv4?
      if let number = arguments[0].integer, let exact = UInt32(exactly: number) {
        address = IPv4(Array(IPv4.written(exact).utf8))
      } else {
        address = IPv4(arguments[0].text)
      }
      guard let address else { return .string([]) }
      let prefix = min(Int(bits), address.prefix)
      return .text("\(IPv4.written(address.address & IPv4.mask(prefix)))/\(prefix)")
    }
  },
]
