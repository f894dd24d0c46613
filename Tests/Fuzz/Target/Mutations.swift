// Changes that get past the outer checks. What is written through these buffers lies inside of them:
// every place is checked by UnsafeMutableBufferPointer's own bounds in a build with assertions.

/// Sizes, counts and offsets that arithmetic stumbles over.
private let hostileNumbers: [UInt32] = [
  0, 1, 3, 7, 8, 27, 28, 29, 511, 512, 65_508, 65_535, 65_536, 65_537, 0x7fff_ffff, 0x8000_0000,
  0xffff_fff8, 0xffff_ffff,
]

private func u32(_ bytes: UnsafeMutableBufferPointer<UInt8>, _ offset: Int) -> Int {
  (0..<4).reduce(0) { sum, place in unsafe sum | Int(bytes[offset + place]) << (8 * place) }
}

private func setU32(_ value: UInt32, _ bytes: UnsafeMutableBufferPointer<UInt8>, _ offset: Int) {
  for place in 0..<4 {
    unsafe bytes[offset + place] = UInt8(truncatingIfNeeded: value >> UInt32(8 * place))
  }
}

/// A log: one of its chunks is changed, or chunks are moved, or anything happens.
func mutateLog(
  _ bytes: UnsafeMutableBufferPointer<UInt8>, _ count: Int, _ random: inout Dice
) -> Int {
  let chunkSize = 65_536
  let chunkCount = max(0, (count - 4_096 + chunkSize - 1) / chunkSize)
  guard let base = bytes.baseAddress else { return count }
  guard chunkCount > 0, random.below(8) > 0 else {
    return unsafe libFuzzerMutate(base, count, bytes.count)
  }
  let start = 4_096 + random.below(chunkCount) * chunkSize
  switch random.below(8) {
  case 0:
    // Bytes are lost or inserted somewhere: all behind moves.
    let amount = 1 + random.below(16)
    let place = start + random.below(min(chunkSize, count - start))
    if random.below(2) == 0 {
      let left = max(0, count - place - amount)
      for index in 0..<left { unsafe bytes[place + index] = unsafe bytes[place + amount + index] }
      return place + left
    }
    guard count + amount <= bytes.count else { return count }
    for index in stride(from: count - 1, through: place, by: -1) {
      unsafe bytes[index + amount] = unsafe bytes[index]
    }
    return count + amount
  case 1:
    // A chunk is written over another, or behind the last.
    let from = 4_096 + random.below(chunkCount) * chunkSize
    let length = min(chunkSize, count - from, bytes.count - start)
    for index in 0..<length { unsafe bytes[start + index] = unsafe bytes[from + index] }
    return max(count, start + length)
  case 2:
    return random.below(count) + 1
  default:
    let length = min(chunkSize, count - start)
    let chunk = unsafe UnsafeMutableBufferPointer(start: base + start, count: length)
    _ = unsafe mutateChunk(chunk, length, &random)
    return count
  }
}

/// A chunk: a record's binary XML, a number where numbers count, or anything.
func mutateChunk(
  _ bytes: UnsafeMutableBufferPointer<UInt8>, _ count: Int, _ random: inout Dice
) -> Int {
  guard let base = bytes.baseAddress else { return count }
  guard count >= 600 else { return unsafe libFuzzerMutate(base, count, bytes.count) }
  var records: [Range<Int>] = []
  var position = 512
  while count - position >= 28, unsafe u32(bytes, position) == 0x2a2a {
    let byteCount = unsafe u32(bytes, position + 4)
    guard byteCount >= 28, byteCount <= count - position else { break }
    records.append(position..<position + byteCount)
    position += byteCount
  }
  guard !records.isEmpty, random.below(8) > 0 else {
    return unsafe libFuzzerMutate(base, count, bytes.count)
  }
  let record = records[random.below(records.count)]
  let start = record.lowerBound
  switch random.below(6) {
  case 0:
    // The header: sizes, identifiers, offsets.
    let fields = [8, 16, 24, 32, 40, 44, 48, 52, 120, 124]
    unsafe setU32(
      hostileNumbers[random.below(hostileNumbers.count)], bytes, fields[random.below(fields.count)])
  case 1:
    // A record's head or tail.
    let fields = [start, start + 4, start + 8, start + 12, start + 16, record.upperBound - 4]
    unsafe setU32(
      hostileNumbers[random.below(hostileNumbers.count)], bytes, fields[random.below(fields.count)])
  case 2:
    // Any number of the binary XML becomes another offset of the chunk.
    if record.count > 36 {
      unsafe setU32(
        UInt32(512 + random.below(count - 512)), bytes, start + 24 + random.below(record.count - 32)
      )
    }
  default:
    // The binary XML itself, in its place.
    _ = unsafe libFuzzerMutate(base + start + 24, record.count - 28, record.count - 28)
  }
  return count
}
