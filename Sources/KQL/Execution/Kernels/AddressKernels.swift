/// An IPv4 address and the length of its network.
struct IPv4: Equatable {
  let address: UInt32
  let prefix: Int

  /// The address of a text such as `192.168.1.1` or `192.168.0.0/16`; nil when it is none.
  init?(_ text: [UInt8]) {
    let trimmed = Conversion.trimmed(text)
    let halves = trimmed.split(separator: 0x2f, omittingEmptySubsequences: false)
    guard halves.count <= 2 else { return nil }
    var prefix = 32
    if halves.count == 2 {
      guard let bits = Self.number(halves[1], most: 32) else { return nil }
      prefix = bits
    }
    let parts = halves[0].split(separator: 0x2e, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard let byte = Self.number(part, most: 255) else { return nil }
      address = address << 8 | UInt32(byte)
    }
    self.address = address
    self.prefix = prefix
  }

  private static func number(_ digits: ArraySlice<UInt8>, most: Int) -> Int? {
    guard !digits.isEmpty, digits.count <= 3 else { return nil }
    var value = 0
    for digit in digits {
      guard digit >= 0x30, digit <= 0x39 else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value <= most ? value : nil
  }

  static func mask(_ prefix: Int) -> UInt32 {
    prefix <= 0 ? 0 : .max << UInt32(32 - min(prefix, 32))
  }

  /// The order of two, each with as many bits as both and `limit` have.
  static func compare(_ one: IPv4, _ other: IPv4, limit: Int) -> Int {
    let mask = Self.mask(min(one.prefix, other.prefix, limit))
    let left = one.address & mask
    let right = other.address & mask
    return left < right ? -1 : left == right ? 0 : 1
  }

  func isInside(_ network: IPv4) -> Bool {
    address & Self.mask(network.prefix) == network.address & Self.mask(network.prefix)
  }

  static func written(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }

  static let privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
    .compactMap { IPv4(Array($0.utf8)) }
}

private func compare(_ make: @escaping @Sendable (Int) -> Datum) -> Kernel {
  { _ in
    { arguments in
      guard let one = IPv4(arguments[0].text), let other = IPv4(arguments[1].text) else {
        return .null
      }
      let limit = arguments.count > 2 ? arguments[2].integer ?? 32 : 32
      guard (0...32).contains(limit) else { return .null }
      return make(IPv4.compare(one, other, limit: Int(limit)))
    }
  }
}

/// Functions on IPv4 addresses. Source: dataexplorer-docs, query/*ipv4*-function.md.
let addressKernels: [String: Kernel] = [
  "parse_ipv4": { _ in
    { arguments in
      guard let address = IPv4(arguments[0].text) else { return .null }
      return .integer(Int64(address.address & IPv4.mask(address.prefix)))
    }
  },
  "parse_ipv4_mask": { _ in
    { arguments in
      guard let address = IPv4(arguments[0].text), let bits = arguments[1].integer,
        (0...32).contains(bits)
      else { return .null }
      return .integer(Int64(address.address & IPv4.mask(min(address.prefix, Int(bits)))))
    }
  },
  "ipv4_compare": compare { .integer(Int64($0)) },
  "ipv4_is_match": compare { .bool($0 == 0) },
  "ipv4_is_in_range": { _ in
    { arguments in
      guard let address = IPv4(arguments[0].text), let network = IPv4(arguments[1].text) else {
        return .null
      }
      return .bool(address.isInside(network))
    }
  },
  "ipv4_is_in_any_range": { _ in
    { arguments in
      guard let address = IPv4(arguments[0].text) else { return .null }
      var isAny = false
      for argument in arguments.dropFirst() {
        let texts =
          argument.json.elements.map { $0.map { Datum.json($0).text } } ?? [argument.text]
        for text in texts {
          guard let network = IPv4(text) else { continue }
          if address.isInside(network) { isAny = true }
        }
      }
      return .bool(isAny)
    }
  },
  "ipv4_is_private": { _ in
    { arguments in
      guard let address = IPv4(arguments[0].text) else { return .null }
      return .bool(
        IPv4.privateRanges.contains {
          $0.prefix <= address.prefix && address.isInside($0)
        })
    }
  },
  "ipv4_netmask_suffix": { _ in
    { IPv4($0[0].text).map { .integer(Int64($0.prefix)) } ?? .null }
  },
  "format_ipv4": { _ in
    { arguments in
      let bits = arguments.count > 1 ? arguments[1].integer ?? -1 : 32
      guard (0...32).contains(bits) else { return .string([]) }
      let address: UInt32
      if let number = arguments[0].integer, let exact = UInt32(exactly: number) {
        address = exact
      } else if let parsed = IPv4(arguments[0].text) {
        address = parsed.address & IPv4.mask(parsed.prefix)
      } else {
        return .string([])
      }
      return .text(IPv4.written(address & IPv4.mask(Int(bits))))
    }
  },
]
