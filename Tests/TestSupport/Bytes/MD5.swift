internal import Glibc

/// MD5, for the digest that an E01 image stores. Not for secrets.
///
/// Source: RFC 1321.
public enum MD5 {
  /// The digest, 16 bytes.
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var message = ByteBuilder(capacity: bytes.count + 128)
    message.append(contentsOf: bytes)
    message.u8(0x80)
    message.zeros((120 - message.count % 64) % 64)
    message.u64(UInt64(8 * bytes.count))
    let padded = message.bytes
    let sines = (1...64).map { UInt32(abs(sin(Double($0))) * 4_294_967_296) }
    let shifts: [[UInt32]] = [
      [7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21],
    ]
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    for block in stride(from: 0, to: padded.count, by: 64) {
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      for step in 0..<64 {
        let mixed: UInt32
        let word: Int
        switch step / 16 {
        case 0: (mixed, word) = (b & c | ~b & d, step)
        case 1: (mixed, word) = (d & b | ~d & c, (5 * step + 1) % 16)
        case 2: (mixed, word) = (b ^ c ^ d, (3 * step + 5) % 16)
        default: (mixed, word) = (c ^ (b | ~d), 7 * step % 16)
        }
        let sum = a &+ mixed &+ sines[step] &+ padded.u32(at: block + 4 * word)
        let shift = shifts[step / 16][step % 4]
        (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
      }
      state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d]
    }
    var result = ByteBuilder(capacity: 16)
    for word in state { result.u32(word) }
    return result.bytes
  }
}
