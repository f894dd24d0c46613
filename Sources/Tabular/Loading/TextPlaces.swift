public import ByteIO

/// Finds the lines and columns of places in a text, for messages.
public struct TextPlaces: Sendable {
  /// Lines and columns, in bytes, from 1 on, by byte offset.
  public private(set) var places: [Int64: (line: Int, column: Int)] = [:]

  /// The places of `offsets`, bytes from the start of the text that `stream` gives, inflated if it is gzipped.
  ///
  /// O(text). Offsets that the stream does not reach, or fails before, have no place.
  public init(of offsets: [Int64], in stream: any ByteStream) {
    var wanted = Set(offsets).sorted()[...]
    var buffer = ByteBuffer(capacity: 1 << 20)
    var start: Int64 = 0
    var lineStart: Int64 = 0
    var line = 1
    do {
      var stream = stream
      var head = ByteBuffer(capacity: 16)
      let count = try head.fill(from: stream)
      var bytes: [UInt8] = []
      bytes.append(copying: head.bytes.extracting(0..<count))
      stream = PrefixedByteStream(bytes, stream)
      if GzipByteStream.isGzip(bytes.rawSpan) { stream = try GzipByteStream(stream) }
      while !wanted.isEmpty {
        let count = try buffer.fill(from: stream)
        if count == 0 { break }
        let text = buffer.bytes
        for index in 0..<count {
          while let offset = wanted.first, offset == start + Int64(index) {
            places[offset] = (line, Int(offset - lineStart) + 1)
            wanted = wanted.dropFirst()
          }
          if text.u8(index) == 0x0a {
            line += 1
            lineStart = start + Int64(index) + 1
          }
        }
        start += Int64(count)
      }
    } catch {
      // The text was read before: what cannot be read again is described without its place.
      return
    }
  }
}
