/// Why a gzip file gives less than it should.
public enum GzipFailure: Error, Hashable, Sendable {
  /// The data is wrong, as zlib found it.
  case damaged(String)
  /// The file ends inside a member.
  case endsEarly
  /// Something else follows the last member.
  case otherData
  /// It inflates to more than so many times its size.
  case ratio(Int64)
  /// The medium under it fails.
  case unreadable(ByteSourceError)
}

/// What a gzip file of one or many members holds, inflated as it is read.
///
/// Damage ends the stream; ``failure`` then says why. What was inflated before it is good.
public final class GzipByteStream: ByteStream {
  /// Why the stream ended early, or nil.
  public private(set) var failure: GzipFailure?
  /// Bytes inflated so far.
  public private(set) var inflatedByteCount: Int64 = 0

  private let base: any ByteStream
  private let maximumRatio: Int64
  private let ratioFreeByteCount: Int64
  private var consumedByteCount: Int64 = 0
  private var state: GzipState

  /// Inflates `base`, which begins with a gzip header.
  ///
  /// - Parameters:
  ///   - base: the file from its start.
  ///   - maximumRatio: inflated bytes that are allowed for each compressed one; nil for any.
  ///   - ratioFreeByteCount: inflated bytes from which on the ratio counts.
  /// - Throws: when there is no memory.
  public init(
    _ base: any ByteStream, maximumRatio: Int? = nil, ratioFreeByteCount: Int64 = 0
  ) throws(InflateError) {
    self.base = base
    self.maximumRatio = maximumRatio.map { Int64(max(1, $0)) } ?? .max
    self.ratioFreeByteCount = ratioFreeByteCount
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
    while done < target.byteCount, failure == nil {
      do throws(GzipFailure) {
        guard let step = try state.step(base, into: &target, at: done) else { break }
        done += step.produced
        inflatedByteCount += Int64(step.produced)
        consumedByteCount += Int64(step.consumed)
      } catch {
        failure = error
      }
      if inflatedByteCount > ratioFreeByteCount,
        inflatedByteCount / maximumRatio > consumedByteCount
      {
        failure = .ratio(maximumRatio)
      }
    }
    if done == 0, target.byteCount > 0, let failure { throw error(failure) }
    return done
  }

  private func error(_ failure: GzipFailure) -> ByteSourceError {
    let reason: String
    switch failure {
    case .damaged(let found): reason = "the gzip data is damaged: \(found)"
    case .endsEarly: reason = "the gzip data ends early"
    case .otherData: reason = "there is other data behind the last gzip member"
    case .ratio(let limit): reason = "the gzip data inflates to more than \(limit) times its size"
    case .unreadable(let error): return error
    }
    return ByteSourceError(offset: inflatedByteCount, reason: reason)
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

  init() throws(InflateError) { inflater = try Inflater(format: .gzip) }

  /// Inflates a piece; nil at the end of the last member.
  mutating func step(
    _ base: any ByteStream, into target: inout MutableRawSpan, at start: Int
  ) throws(GzipFailure) -> ZlibStep? {
    if position == end, !isAtEnd { try refill(base) }
    if !isInMember {
      // Tapes and disks pad with zeros, as gzip itself knows.
      while position < end, input.bytes.u8(position) == 0 { position += 1 }
      guard position < end else {
        return isAtEnd ? nil : ZlibStep(consumed: 0, produced: 0, isFinished: false)
      }
      guard input.bytes.u8(position) == 0x1f else { throw .otherData }
      inflater.restart()
      isInMember = true
    }
    let step: ZlibStep
    do throws(InflateError) {
      step = try Self.inflate(&inflater, input, from: position, to: end, into: &target, at: start)
    } catch {
      throw .damaged(error.reason)
    }
    position += step.consumed
    if step.isFinished { isInMember = false }
    if step.consumed == 0, step.produced == 0, !step.isFinished, isAtEnd, position == end {
      throw .endsEarly
    }
    return step
  }

  /// The two parts of the state apart, so that one is read while the other changes.
  private static func inflate(
    _ inflater: inout Inflater, _ input: borrowing ByteBuffer, from position: Int, to end: Int,
    into target: inout MutableRawSpan, at start: Int
  ) throws(InflateError) -> ZlibStep {
    try inflater.inflate(input.bytes, from: position, to: end, into: &target, at: start)
  }

  private mutating func refill(_ base: any ByteStream) throws(GzipFailure) {
    end = 0
    position = 0
    do throws(ByteSourceError) { end = try input.fill(from: base) } catch {
      throw .unreadable(error)
    }
    isAtEnd = end == 0
  }
}
