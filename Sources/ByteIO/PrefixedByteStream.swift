/// Bytes that were read already, and the rest of the stream they came from.
public final class PrefixedByteStream: ByteStream {
  private let prefix: [UInt8]
  private var position = 0
  private let base: any ByteStream

  /// `prefix` followed by what `base` still has.
  public init(_ prefix: [UInt8], _ base: any ByteStream) {
    self.prefix = prefix
    self.base = base
  }

  /// Reads the next bytes: those of the prefix alone, as long as there are any.
  public func read(into target: inout MutableRawSpan) throws(ByteSourceError) -> Int {
    let count = min(target.byteCount, prefix.count - position)
    guard count > 0 else { return try base.read(into: &target) }
    let bytes = prefix
    target.copy(bytes.rawSpan.extracting(position..<position + count), to: 0)
    position += count
    return count
  }
}
