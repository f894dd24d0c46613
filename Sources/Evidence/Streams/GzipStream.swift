internal import ByteIO

/// Why a stream gave less than it should have.
struct StreamFailure: Error, Hashable {
  let code: EvidenceError.Code
  let message: String

  init(_ code: EvidenceError.Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// A gzip file of one or many members, inflated as it is read.
///
/// Damage ends the stream; ``failure`` then says why. What was inflated before is good.
final class GzipStream {
  /// Why the stream ended early, or nil.
  private(set) var failure: StreamFailure?
  /// Bytes inflated so far.
  private(set) var inflatedByteCount: Int64 = 0

  private let base: any ByteStream
  private let maximumRatio: Int64
  private var consumedByteCount: Int64 = 0
  private var state: GzipState?

  /// Inflates `base`, with `maximumRatio` inflated bytes allowed per compressed byte, beyond the
  /// first 32 MiB.
  init(_ base: any ByteStream, maximumRatio: Int) {
    self.base = base
    self.maximumRatio = Int64(max(1, maximumRatio))
    do throws(InflateError) { state = try GzipState() } catch {
      failure = StreamFailure(.gzipCorrupt, "cannot inflate: \(error.reason)")
    }
  }

  /// Reads until `target` is full or the stream ends.
  func read(into target: inout MutableRawSpan) -> Int {
    var done = 0
    while done < target.byteCount, failure == nil {
      do throws(StreamFailure) {
        guard let step = try state?.step(base, into: &target, at: done) else { break }
        done += step.produced
        inflatedByteCount += Int64(step.produced)
        consumedByteCount += Int64(step.consumed)
      } catch {
        failure = error
      }
      if inflatedByteCount > Limits.ratioFreeByteCount,
        inflatedByteCount / maximumRatio > consumedByteCount
      {
        failure = StreamFailure(
          .gzipRatio,
          "inflates to more than \(maximumRatio) times its size; read up to "
            + "\(inflatedByteCount) inflated bytes")
      }
    }
    return done
  }
}

/// The decompressor with its input buffer.
private struct GzipState: ~Copyable {
  private var inflater: Inflater
  private var input = ByteBuffer(capacity: 32 << 10)
  private var position = 0
  private var end = 0
  private var isInMember = true
  private var isAtEnd = false

  init() throws(InflateError) { inflater = try Inflater(format: .gzip) }

  /// Inflates a piece; nil at the end of the last member.
  mutating func step(
    _ base: any ByteStream, into target: inout MutableRawSpan, at start: Int
  ) throws(StreamFailure) -> ZlibStep? {
    if position == end, !isAtEnd { try refill(base) }
    if !isInMember {
      // Tapes and disks pad with zeros, as gzip itself knows.
      while position < end, input.bytes.u8(position) == 0 { position += 1 }
      guard position < end else {
        return isAtEnd ? nil : ZlibStep(consumed: 0, produced: 0, isFinished: false)
      }
      guard input.bytes.u8(position) == 0x1f else {
        throw StreamFailure(.gzipTrailing, "has other data behind its last gzip member")
      }
      inflater.restart()
      isInMember = true
    }
    let step: ZlibStep
    do throws(InflateError) {
      step = try Self.inflate(&inflater, input, from: position, to: end, into: &target, at: start)
    } catch {
      throw StreamFailure(.gzipCorrupt, "is a damaged gzip file: \(error.reason)")
    }
    position += step.consumed
    if step.isFinished { isInMember = false }
    if step.consumed == 0, step.produced == 0, !step.isFinished, isAtEnd, position == end {
      throw StreamFailure(.gzipTruncated, "is a gzip file that ends early")
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

  private mutating func refill(_ base: any ByteStream) throws(StreamFailure) {
    do throws(ByteSourceError) {
      end = try input.fill(from: base)
    } catch {
      end = 0
      position = 0
      throw StreamFailure(.readFailed, "cannot read: \(error.reason)")
    }
    position = 0
    isAtEnd = end == 0
  }
}
