internal import ByteIO

/// A key of this process, so that nobody can make texts that fall on each other. Nothing that is written
/// depends on it: dictionaries number their texts in the order in which they come.
private let hashKey = UInt64.random(in: 0 ... .max) | 1

/// A hash of bytes `start ..< end`, which must lie inside.
@inline(__always)
func textHash(_ bytes: RawSpan, from start: Int, to end: Int) -> UInt64 {
  textHash(bytes, from: start, to: end, key: hashKey)
}

/// The hash with a key that the caller has at hand.
@inline(__always)
func textHash(_ bytes: RawSpan, from start: Int, to end: Int, key: UInt64) -> UInt64 {
  let length = end &- start
  var state = key ^ UInt64(truncatingIfNeeded: length)
  var offset = start
  while end &- offset > 16 {
    state = folded(bytes.u64(offset) ^ state, bytes.u64(offset &+ 8) ^ 0xe703_7ed1_a0b4_28db)
    offset &+= 16
  }
  let left = end &- offset
  var low: UInt64 = 0
  var high: UInt64 = 0
  if left >= 8 {
    low = bytes.u64(offset)
    high = bytes.u64(end &- 8)
  } else if left >= 4 {
    low = UInt64(bytes.u32(offset))
    high = UInt64(bytes.u32(end &- 4))
  } else if left > 0 {
    low = UInt64(bytes.u8(offset)) | UInt64(bytes.u8(offset &+ left >> 1)) << 8
    high = UInt64(bytes.u8(end &- 1))
  }
  return folded(low ^ state, high ^ 0x8ebc_6af0_9c88_c6e3)
}

/// Both halves of a product, laid over each other.
@inline(__always)
private func folded(_ one: UInt64, _ other: UInt64) -> UInt64 {
  let product = one.multipliedFullWidth(by: other)
  return product.high ^ product.low
}

/// The key for ``textHash(_:from:to:key:)``.
func textHashKey() -> UInt64 { hashKey }

/// Whether two ranges of one length hold the same bytes. Both must lie inside.
@inline(__always)
func areEqual(_ one: RawSpan, _ start: Int, _ other: RawSpan, _ otherStart: Int, _ length: Int)
  -> Bool
{
  var index = 0
  while length &- index >= 8 {
    if one.u64(start &+ index) != other.u64(otherStart &+ index) { return false }
    index &+= 8
  }
  while index < length {
    if one.u8(start &+ index) != other.u8(otherStart &+ index) { return false }
    index &+= 1
  }
  return true
}
