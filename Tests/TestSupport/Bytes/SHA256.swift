/// SHA-256, for the table of samples. Not for secrets.
///
/// Source: FIPS 180-4, 6.2.
public enum SHA256 {
  /// The digest in 64 lower-case hexadecimal digits.
  public static func hex(_ bytes: [UInt8]) -> String {
    var message = ByteBuilder(capacity: bytes.count + 128)
    message.append(contentsOf: bytes)
    message.u8(0x80)
    message.zeros((120 - message.count % 64) % 64)
    message.u64(UInt64(8 * bytes.count).byteSwapped)
    let padded = message.bytes
    var state = roots(first: 8, power: 2)
    let constants = roots(first: 64, power: 3)
    for block in stride(from: 0, to: padded.count, by: 64) {
      compress(padded, block, constants, &state)
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func compress(
    _ bytes: [UInt8], _ block: Int, _ constants: [UInt32], _ state: inout [UInt32]
  ) {
    var schedule = (0..<16).map { bytes.u32(at: block + 4 * $0).byteSwapped }
    for index in 16..<64 {
      let old = schedule[index - 15]
      let recent = schedule[index - 2]
      let one = old.rotated(7) ^ old.rotated(18) ^ old >> 3
      let two = recent.rotated(17) ^ recent.rotated(19) ^ recent >> 10
      schedule.append(schedule[index - 16] &+ one &+ schedule[index - 7] &+ two)
    }
    var work = state
    for index in 0..<64 {
      let (a, e) = (work[0], work[4])
      let choice = e & work[5] ^ ~e & work[6]
      let majority = a & work[1] ^ a & work[2] ^ work[1] & work[2]
      let first =
        work[7] &+ (e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)) &+ choice
        &+ constants[index] &+ schedule[index]
      let second = (a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)) &+ majority
      work = [first &+ second, a, work[1], work[2], work[3] &+ first, e, work[5], work[6]]
    }
    for index in 0..<8 { state[index] &+= work[index] }
  }

  /// The first 32 bits of the fractional parts of square or cube roots of the first primes: the
  /// standard's constants, computed.
  private static func roots(first count: Int, power: Int) -> [UInt32] {
    var result: [UInt32] = []
    var candidate = 2
    while result.count < count {
      defer { candidate += 1 }
      guard !(2..<candidate).contains(where: { candidate % $0 == 0 }) else { continue }
      // The largest r with r^power <= candidate * 2^(32 power), a bit at a time.
      var root: UInt64 = 0
      for bit in (0..<36).reversed() {
        let trial = root | 1 << UInt64(bit)
        if isPower(trial, power, atMost: UInt64(candidate)) { root = trial }
      }
      result.append(UInt32(truncatingIfNeeded: root))
    }
    return result
  }

  /// Whether number^power <= limit * 2^(32 power), for numbers below 2^36.
  private static func isPower(_ number: UInt64, _ power: Int, atMost limit: UInt64) -> Bool {
    let wide = UInt128(number)
    let product = power == 2 ? wide * wide : wide * wide * wide
    return product <= UInt128(limit) << UInt128(32 * power)
  }
}

extension UInt32 {
  fileprivate func rotated(_ bits: UInt32) -> UInt32 { self >> bits | self << (32 - bits) }
}
