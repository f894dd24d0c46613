internal import CZlib

/// The CRC-32 of bytes `from ..< to`, as zip, gzip and event logs use it.
///
/// `seed` is the CRC of the bytes before these, 0 for none; the result is that of both together.
public func crc32(
  _ bytes: RawSpan, from start: Int, to end: Int, seed: UInt32 = 0
) -> UInt32 {
  precondition(start >= 0 && start <= end && end <= bytes.byteCount)
  return unsafe bytes.withUnsafeBytes { all in
    var crc = uLong(seed)
    var position = start
    while position < end, let base = all.baseAddress {
      // position + count <= end <= byteCount, checked above.
      let count = min(end - position, 1 << 30)
      unsafe crc = CZlib.crc32(
        crc, (base + position).assumingMemoryBound(to: UInt8.self), uInt(count))
      position += count
    }
    return UInt32(truncatingIfNeeded: crc)
  }
}

/// The Adler-32 checksum of bytes `from ..< to` (RFC 1950, 8.2), as zlib streams and E01 images use it.
///
/// `seed` is the checksum of the bytes before these, 1 for none; the result is that of both together.
public func adler32(
  _ bytes: RawSpan, from start: Int, to end: Int, seed: UInt32 = 1
) -> UInt32 {
  precondition(start >= 0 && start <= end && end <= bytes.byteCount)
  return unsafe bytes.withUnsafeBytes { all in
    var checksum = uLong(seed)
    var position = start
    while position < end, let base = all.baseAddress {
      // position + count <= end <= byteCount, checked above.
      let count = min(end - position, 1 << 30)
      unsafe checksum = CZlib.adler32(
        checksum, (base + position).assumingMemoryBound(to: UInt8.self), uInt(count))
      position += count
    }
    return UInt32(truncatingIfNeeded: checksum)
  }
}

/// What one call of ``Inflater`` or ``Deflater`` did.
public struct ZlibStep: Hashable, Sendable {
  /// Bytes of input used.
  public let consumed: Int
  /// Bytes of output written.
  public let produced: Int
  /// Whether the stream (for gzip: the member with its checksum) ended here.
  public let isFinished: Bool

  /// A step that did so much.
  public init(consumed: Int, produced: Int, isFinished: Bool) {
    self.consumed = consumed
    self.produced = produced
    self.isFinished = isFinished
  }
}

/// A compressed stream that is wrong.
public struct InflateError: Error, Hashable, Sendable {
  /// What zlib found, such as "incorrect data check".
  public let reason: String

  /// An error with its reason.
  public init(reason: String) { self.reason = reason }
}

/// A decompressor, fed piece by piece.
@safe
public struct Inflater: ~Copyable {
  /// How the stream is wrapped.
  public enum Format: Sendable {
    /// RFC 1952: gzip members.
    case gzip
    /// RFC 1950: zlib.
    case zlib
    /// RFC 1951: bare deflate, as in zip files.
    case raw
  }

  // On the heap since zlib keeps the address; valid from init to deinit, nobody else holds it.
  private let stream: UnsafeMutablePointer<z_stream>

  /// A decompressor at the start of a stream.
  ///
  /// - Throws: when there is no memory for it.
  public init(format: Format) throws(InflateError) {
    let windowBits: CInt =
      switch format {
      case .gzip: 31
      case .zlib: 15
      case .raw: -15
      }
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe czlib_inflateInit2(stream, windowBits) == Z_OK else {
      unsafe stream.deallocate()
      throw InflateError(reason: "no memory to inflate")
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Inflates from `input` bytes `start ..< end` into `output` from `outputStart` on.
  ///
  /// It stops when the input is used up, the output is full or a member ends. A step that neither
  /// consumes nor produces needs more input.
  /// - Throws: when the stream is wrong at this place; what was produced by earlier steps is good.
  public mutating func inflate(
    _ input: RawSpan, from start: Int, to end: Int,
    into output: inout MutableRawSpan, at outputStart: Int
  ) throws(InflateError) -> ZlibStep {
    precondition(start >= 0 && start <= end && end <= input.byteCount)
    precondition(outputStart >= 0 && outputStart <= output.byteCount)
    let inputCount = min(end - start, 1 << 30)
    let outputCount = min(output.byteCount - outputStart, 1 << 30)
    let status = unsafe input.withUnsafeBytes { from in
      // Both pointers are valid for the counts given, by the checks above, while zlib runs.
      unsafe output.withUnsafeMutableBytes { to in
        unsafe stream.pointee.next_in = Self.pointer(from, start)
        unsafe stream.pointee.avail_in = uInt(inputCount)
        unsafe stream.pointee.next_out = to.baseAddress.map {
          unsafe ($0 + outputStart).assumingMemoryBound(to: UInt8.self)
        }
        unsafe stream.pointee.avail_out = uInt(outputCount)
        return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      }
    }
    // stream lives as long as self.
    let consumed = unsafe inputCount - Int(stream.pointee.avail_in)
    let produced = unsafe outputCount - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK, Z_BUF_ERROR, Z_STREAM_END:
      return ZlibStep(
        consumed: consumed, produced: produced, isFinished: status == Z_STREAM_END)
    case Z_DATA_ERROR where produced > 0:
      // What was decoded before the fault is good; the next step meets the fault again.
      return ZlibStep(consumed: consumed, produced: produced, isFinished: false)
    default:
      // zlib's messages are static C strings.
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw InflateError(reason: reason ?? (status == Z_MEM_ERROR ? "no memory" : "wrong data"))
    }
  }

  /// Begins a new stream of the same format, such as the next gzip member.
  public mutating func restart() {
    // stream is initialised from init to deinit.
    unsafe inflateReset(stream)
  }

  /// zlib's input pointer, which it does not write through.
  private static func pointer(
    _ bytes: UnsafeRawBufferPointer, _ start: Int
  ) -> UnsafeMutablePointer<UInt8>? {
    // The caller has checked that start lies inside.
    unsafe bytes.baseAddress.map {
      unsafe UnsafeMutablePointer(mutating: ($0 + start).assumingMemoryBound(to: UInt8.self))
    }
  }
}

/// A gzip compressor with a header that never varies: no time, no name.
@safe
public struct Deflater: ~Copyable {
  // On the heap since zlib keeps the address; valid from init to deinit, nobody else holds it.
  private let stream: UnsafeMutablePointer<z_stream>

  /// A compressor at the start of one gzip member.
  ///
  /// - Parameter level: 0 (stored) to 9; 6 is zlib's own choice.
  public init(level: Int = 6) {
    precondition((0...9).contains(level))
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe czlib_deflateInit2(stream, CInt(level), 31)
    precondition(status == Z_OK, "no memory to deflate")
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Deflates from `input` bytes `start ..< end` into `output`.
  ///
  /// With `finishing` no input follows: call again until the step is finished. A step may use less
  /// than all input when the output is full.
  public mutating func deflate(
    _ input: RawSpan, from start: Int, to end: Int, into output: inout MutableRawSpan,
    finishing: Bool
  ) -> ZlibStep {
    precondition(start >= 0 && start <= end && end <= input.byteCount)
    let inputCount = min(end - start, 1 << 30)
    let outputCount = min(output.byteCount, 1 << 30)
    let isLast = finishing && inputCount == end - start
    let status = unsafe input.withUnsafeBytes { from in
      // Both pointers are valid for the counts given, by the checks above, while zlib runs.
      unsafe output.withUnsafeMutableBytes { to in
        unsafe stream.pointee.next_in = from.baseAddress.map {
          unsafe UnsafeMutablePointer(mutating: ($0 + start).assumingMemoryBound(to: UInt8.self))
        }
        unsafe stream.pointee.avail_in = uInt(inputCount)
        unsafe stream.pointee.next_out = to.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = uInt(outputCount)
        return unsafe CZlib.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      }
    }
    // stream lives as long as self.
    let consumed = unsafe inputCount - Int(stream.pointee.avail_in)
    let produced = unsafe outputCount - Int(stream.pointee.avail_out)
    return ZlibStep(consumed: consumed, produced: produced, isFinished: status == Z_STREAM_END)
  }
}
