/// What a gzip file of one or many members holds, inflated as it is read.
public final class GzipByteStream: ByteStream {
  private let base: any ByteStream
  private var state: GzipState

  /// Inflates `base`, which begins with a gzip header.
  ///
  /// - Throws: when there is no memory.
  public init(_ base: any ByteStream) throws(InflateError) {
    self.base = base
    state = try GzipState()
  }

  /// Whether bytes begin a gzip member.
  public static func isGzip(_ bytes: RawSpan) -> Bool {
    bytes.byteCount >= 3 && bytes.u8(0) == 0x1f && bytes.u8(1) == 0x8b && bytes.u8(2) == 8
  }

  /// Inflates until `target` is full or the last member ends.
  ///
  /// - Throws: where the data is damaged or ends early, at the offset in what is inflated; what comes
  ///   before is returned first.
  public func read(into target: inout MutableRawSpan) throws(ByteSourceError) -> Int {
    var done = 0
    while done < target.byteCount {
      do throws(ByteSourceError) {
        guard let count = try state.step(base, into: &target, at: done) else { break }
        done += count
      } catch {
        if done > 0 { break }
        throw error
      }
    }
    return done
  }
}

/// The decompressor with its input buffer.
private struct GzipState: ~Copyable {
  private var inflater: Inflater
  private var input = ByteBuffer(capacity: 64 << 10)
  private var position = 0
  private var end = 0
  private var isInMember = true
  private var isAtEnd = false
  private var inflatedByteCount: Int64 = 0

  init() throws(InflateError) { inflater = try Inflater(format: .gzip) }

  /// Inflates a piece; nil at the end of the last member.
  mutating func step(
    _ base: any ByteStream, into target: inout MutableRawSpan, at start: Int
  ) throws(ByteSourceError) -> Int? {
    if position == end, !isAtEnd { try refill(base) }
    if !isInMember {
      // Tapes and disks pad with zeros, as gzip itself knows.
      while position < end, input.bytes.u8(position) == 0 {
        position += 1
      }
      guard position < end else { return isAtEnd ? nil : 0 }
      guard input.bytes.u8(position) == 0x1f else {
        throw failure("there is other data behind the last gzip member")
      }
      inflater.restart()
      isInMember = true
    }
    let step: ZlibStep
    do throws(InflateError) {
      step = try Self.inflate(
        &inflater, input, from: position, to: end, into: &target,
        at: start)
    } catch {
      throw failure("the gzip data is damaged: \(error.reason)")
    }
    position += step.consumed
    if step.isFinished { isInMember = false }
    if step.consumed == 0, step.produced == 0, !step.isFinished, isAtEnd {
      throw failure("the gzip data ends early")
    }
    inflatedByteCount += Int64(step.produced)
    return step.produced
  }

  /// The two parts of the state apart, so that one is read while the other changes.
  private static func inflate(
    _ inflater: inout Inflater, _ input: borrowing ByteBuffer, from position: Int, to end: Int,
    into target: inout MutableRawSpan, at start: Int
  ) throws(InflateError) -> ZlibStep {
    try inflater.inflate(input.bytes, from: position, to: end, into: &target, at: start)
  }

  private mutating func refill(_ base: any ByteStream) throws(ByteSourceError) {
    end = 0
    position = 0
    end = try input.fill(from: base)
    isAtEnd = end == 0
  }

  private func failure(_ reason: String) -> ByteSourceError {
    ByteSourceError(offset: inflatedByteCount, reason: reason)
  }
}
