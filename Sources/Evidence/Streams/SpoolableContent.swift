internal import ByteIO

/// Content that comes once and tells afterwards why it ended early.
protocol SpoolableContent: AnyObject {
  /// Why the content ended early, or nil.
  var failure: StreamFailure? { get }

  /// Reads until `target` is full or the content ends.
  func read(into target: inout MutableRawSpan) -> Int
}

/// A stream as it is.
final class RawContent: SpoolableContent {
  private(set) var failure: StreamFailure?
  private let base: any ByteStream

  init(_ base: any ByteStream) { self.base = base }

  func read(into target: inout MutableRawSpan) -> Int {
    do throws(ByteSourceError) { return try base.read(into: &target) } catch {
      failure = StreamFailure(.readFailed, "cannot read at \(error.offset): \(error.reason)")
      return 0
    }
  }
}

/// A stream whose beginning can be looked at before it is read.
final class LeadingByteStream: ByteStream {
  /// What was looked at and not read yet.
  private(set) var leading: [UInt8] = []
  private let base: any ByteStream

  init(_ base: any ByteStream) { self.base = base }

  /// Looks at the first `count` bytes, fewer where the stream is shorter.
  func peek(_ count: Int) throws(ByteSourceError) {
    var buffer = ByteBuffer(capacity: count)
    let found = try buffer.fill(from: base)
    leading.append(copying: buffer.bytes.extracting(0..<found))
  }

  func read(into target: inout MutableRawSpan) throws(ByteSourceError) -> Int {
    let copied = min(leading.count, target.byteCount)
    target.copy(leading.rawSpan.extracting(0..<copied), to: 0)
    leading.removeFirst(copied)
    if copied == target.byteCount { return copied }
    var buffer = ByteBuffer(capacity: target.byteCount - copied)
    let found: Int
    do throws(ByteSourceError) {
      found = try buffer.fill(from: base)
    } catch {
      if copied > 0 { return copied }
      throw error
    }
    target.copy(buffer.bytes.extracting(0..<found), to: copied)
    return copied + found
  }
}
