/// A growing run of bytes: little-endian appends, and patches of what was appended.
public struct ByteBuilder: Sendable {
  /// Zeros beyond `count`, so that a store never has to grow the array byte by byte.
  private var storage: [UInt8]
  /// Bytes appended so far.
  public private(set) var count = 0

  /// An empty run with room for `capacity` bytes.
  public init(capacity: Int = 256) {
    storage = [UInt8](repeating: 0, count: max(16, capacity))
  }

  /// A copy of the bytes appended so far.
  public var bytes: [UInt8] { Array(storage[..<count]) }

  /// The bytes appended so far.
  public var slice: ArraySlice<UInt8> { storage[..<count] }

  private mutating func reserve(_ byteCount: Int) {
    guard count + byteCount > storage.count else { return }
    let wanted = max(count + byteCount, 2 * storage.count)
    storage.append(contentsOf: repeatElement(0, count: wanted - storage.count))
  }

  private mutating func store<Number: FixedWidthInteger & BitwiseCopyable>(
    _ number: Number, at offset: Int
  ) {
    var span = storage.mutableSpan
    // Any bytes are valid UInt8, and storeBytes checks the bound.
    var bytes = unsafe span.mutableBytes
    bytes.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
  }
}

// MARK: - Appending

extension ByteBuilder {
  /// Appends an integer, little-endian.
  public mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    reserve(MemoryLayout<Number>.size)
    store(number, at: count)
    count += MemoryLayout<Number>.size
  }

  /// Appends one byte.
  public mutating func u8(_ value: UInt8) { append(value) }
  /// Appends two bytes.
  public mutating func u16(_ value: UInt16) { append(value) }
  /// Appends four bytes.
  public mutating func u32(_ value: UInt32) { append(value) }
  /// Appends eight bytes.
  public mutating func u64(_ value: UInt64) { append(value) }

  /// Appends bytes as they are.
  public mutating func append(contentsOf bytes: some Collection<UInt8>) {
    reserve(bytes.count)
    storage.replaceSubrange(count..<count + bytes.count, with: bytes)
    count += bytes.count
  }

  /// Appends zeros.
  public mutating func zeros(_ byteCount: Int) {
    reserve(byteCount)
    for offset in count..<count + byteCount { storage[offset] = 0 }
    count += byteCount
  }

  /// Appends zeros until the count is a multiple of `alignment` bytes.
  public mutating func align(to alignment: Int) {
    zeros((alignment - count % alignment) % alignment)
  }

  /// Appends UTF-16 code units without a terminator.
  public mutating func utf16(_ units: some Sequence<UInt16>) {
    for unit in units { append(unit) }
  }

  /// Appends the UTF-16 code units of a text without a terminator, and returns how many.
  @discardableResult
  public mutating func utf16(_ text: String) -> Int {
    let start = count
    let utf8Count = text.utf8.count
    reserve(2 * utf8Count)
    var isASCII = true
    do {
      let span = text.utf8Span.span
      var offset = start
      for index in span.indices {
        let byte = span[index]
        if byte >= 0x80 {
          isASCII = false
          break
        }
        storage[offset] = byte
        storage[offset + 1] = 0
        offset += 2
      }
    }
    if isASCII {
      count = start + 2 * utf8Count
    } else {
      for unit in text.utf16 { append(unit) }
    }
    return (count - start) / 2
  }
}

// MARK: - Patching

extension ByteBuilder {
  /// Replaces an integer appended before.
  public mutating func patch<Number: FixedWidthInteger & BitwiseCopyable>(
    _ number: Number, at offset: Int
  ) {
    precondition(offset + MemoryLayout<Number>.size <= count)
    store(number, at: offset)
  }

  /// Replaces bytes appended before.
  public mutating func patch(_ bytes: some Collection<UInt8>, at offset: Int) {
    precondition(offset + bytes.count <= count)
    storage.replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  /// Forgets everything from `offset` on.
  public mutating func truncate(to offset: Int) {
    precondition(offset <= count)
    for index in offset..<count { storage[index] = 0 }
    count = offset
  }
}
