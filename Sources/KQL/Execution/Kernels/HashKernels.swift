internal import Crypto
internal import Tabular

/// XXH64 of bytes, with the seed 0.
///
/// Source: the xxHash specification 0.1.1, "XXH64 Algorithm Description".
private func xxHash64(_ bytes: [UInt8]) -> UInt64 {
  let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9e37_79b1_85eb_ca87, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x85eb_ca77_c2b2_ae63,
    0x27d4_eb2f_1656_67c5
  )
  func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
  func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotated(lane &+ input &* primes.1, 31) &* primes.0
  }
  func word(_ at: Int, _ count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
  }
  var at = 0
  var hash = primes.4
  if bytes.count >= 32 {
    var lanes = [primes.0 &+ primes.1, primes.1, 0, 0 &- primes.0]
    while bytes.count - at >= 32 {
      for lane in 0..<4 {
        lanes[lane] = round(lanes[lane], word(at, 8))
        at += 8
      }
    }
    hash = zip(lanes, [1, 7, 12, 18]).reduce(0) { $0 &+ rotated($1.0, UInt64($1.1)) }
    for lane in lanes { hash = (hash ^ round(0, lane)) &* primes.0 &+ primes.3 }
  }
  hash = hash &+ UInt64(bytes.count)
  while bytes.count - at >= 8 {
    hash = rotated(hash ^ round(0, word(at, 8)), 27) &* primes.0 &+ primes.3
    at += 8
  }
  if bytes.count - at >= 4 {
    hash = rotated(hash ^ word(at, 4) &* primes.0, 23) &* primes.1 &+ primes.2
    at += 4
  }
  while at < bytes.count {
    hash = rotated(hash ^ UInt64(bytes[at]) &* primes.4, 11) &* primes.0
    at += 1
  }
  hash = (hash ^ hash >> 33) &* primes.1
  hash = (hash ^ hash >> 29) &* primes.2
  return hash ^ hash >> 32
}

/// `hash`: of a string its UTF-8, of a time its ticks as eight bytes, the lowest first: the page's values come out so.
/// Of other types no page shows one.
private let hash: Kernel = { call in
  { (arguments) throws(Refusal) in
    let bytes: [UInt8]
    switch arguments[0] {
    case .string(let text): bytes = text
    case .dateTime(let ticks):
      bytes = (0..<8).map { UInt8(truncatingIfNeeded: ticks >> Int64(8 * $0)) }
    default: throw Refusal("hash is supported for strings and datetimes only")
    }
    let value = Int64(bitPattern: xxHash64(bytes))
    guard arguments.count > 1 else { return .integer(value) }
    guard let modulo = arguments[1].integer, modulo > 0, value >= 0 else {
      throw Refusal("the remainder of a hash below zero is not known")
    }
    return .integer(value % modulo)
  }
}

private func digest<Function: HashFunction>(_ function: Function.Type) -> Kernel {
  { _ in
    { (arguments) throws(Refusal) in
      switch arguments[0] {
      // Of a datetime it is that of its text: the page's value comes out so.
      case .string, .dateTime: break
      default: throw Refusal("digests are supported for strings and datetimes only")
      }
      var state = function.init()
      state.update(data: arguments[0].text)
      let digits = Array("0123456789abcdef".utf8)
      return .string(state.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
  }
}

/// Hashes. Source: dataexplorer-docs, query/hash*-function.md.
let hashKernels: [String: Kernel] = [
  "hash": hash, "hash_xxhash64": hash, "hash_sha256": digest(SHA256.self),
  "hash_sha1": digest(Insecure.SHA1.self), "hash_md5": digest(Insecure.MD5.self),
]
