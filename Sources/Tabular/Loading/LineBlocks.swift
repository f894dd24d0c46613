internal import ByteIO

/// Splits a stream into blocks of whole lines, of about ``size`` bytes each.
///
/// Used by several threads; blocks are the same however many there are.
final class LineBlocks: Sendable {
  /// Bytes read at a time at most. Blocks begin small, since most files are, and double.
  static let size = 4 << 20
  static let firstSize = 64 << 10

  /// A block in the buffer of the thread that asked for it.
  struct Block {
    /// The number of the block, from 0.
    var number: Int
    /// Bytes from the start of the stream.
    var byteOffset: Int64
    /// Bytes of whole lines; the last line of the stream may lack its end.
    var byteCount: Int
  }

  private struct State {
    let stream: any ByteStream
    /// The start of a line, which the block before ended with.
    var carry: [UInt8]
    var byteOffset: Int64 = 0
    var number = 0
    var isAtEnd = false
    var failure: TabularError?
  }

  private let state: Monitor<State>

  /// Blocks of what `start`, which has been read already, and the rest of `stream` hold.
  init(_ stream: sending any ByteStream, after start: [UInt8]) {
    state = Monitor(State(stream: stream, carry: start))
  }

  /// Why there are no more blocks although the stream goes on; nil when it does not.
  var failure: TabularError? { state.withLock { $0.failure } }

  /// Ends the blocks for all threads.
  func stop(_ failure: TabularError) {
    state.withLock { state in
      state.isAtEnd = true
      if state.failure == nil { state.failure = failure }
    }
  }

  /// Reads the next block into `buffer`, which grows when a line needs it; nil at the end.
  func next(_ buffer: inout ByteBuffer) -> Block? {
    state.withLock { Self.next(&$0, &buffer) }
  }

  private static func next(_ state: inout State, _ buffer: inout ByteBuffer) -> Block? {
    guard !state.isAtEnd else { return nil }
    // So many bytes whichever thread asks, and however large its buffer has become.
    var wanted = state.carry.count + min(size, firstSize << min(state.number, 16))
    grow(&buffer, to: wanted, keeping: 0)
    buffer.copy(state.carry.rawSpan, to: 0)
    var filled = state.carry.count
    while true {
      var count = 0
      do throws(ByteSourceError) {
        count = try buffer.fill(from: state.stream, at: filled, to: wanted)
      } catch {
        state.failure = TabularError(
          .readFailed, byteOffset: state.byteOffset + Int64(filled), message: error.reason)
      }
      filled += count
      if count == 0 { state.isAtEnd = true }
      let end = state.isAtEnd ? filled : lastLineEnd(buffer.bytes, filled)
      if end == 0, !state.isAtEnd {
        guard filled <= Limits.lineByteCount else {
          state.isAtEnd = true
          state.failure = TabularError(
            .tooLong, byteOffset: state.byteOffset,
            message: "a line is longer than \(Limits.lineByteCount >> 20) MiB")
          return nil
        }
        wanted *= 2
        grow(&buffer, to: wanted, keeping: filled)
        continue
      }
      state.carry.removeAll(keepingCapacity: true)
      state.carry.append(copying: buffer.bytes.extracting(end..<filled))
      let block = Block(number: state.number, byteOffset: state.byteOffset, byteCount: end)
      state.number += 1
      state.byteOffset += Int64(end)
      return end == 0 ? nil : block
    }
  }

  private static func grow(_ buffer: inout ByteBuffer, to capacity: Int, keeping count: Int) {
    guard buffer.capacity < capacity else { return }
    var larger = ByteBuffer(capacity: capacity)
    larger.copy(buffer.bytes.extracting(0..<count), to: 0)
    buffer = larger
  }

  /// The offset behind the last line feed, 0 when there is none.
  private static func lastLineEnd(_ bytes: RawSpan, _ count: Int) -> Int {
    var end = count
    while end > 0, bytes.u8(end - 1) != 0x0a { end -= 1 }
    return end
  }
}
