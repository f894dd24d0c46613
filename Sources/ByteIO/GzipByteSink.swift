/// Output that is gzipped on the way to another sink. The bytes depend on the input alone.
public final class GzipByteSink: ByteSink {
  private let target: any ByteSink
  private var encoder: GzipEncoder

  /// Compresses into `target` at a `level` from 0 (stored) to 9.
  public init(_ target: any ByteSink, level: Int = 6) {
    self.target = target
    self.encoder = GzipEncoder(level: level)
  }

  /// Compresses all of `bytes`; part of them may be written later.
  public func write(_ bytes: RawSpan) throws(ByteSinkError) {
    try encoder.encode(bytes, to: target, finishing: false)
  }

  /// Writes what is left and finishes the target.
  public func finish() throws(ByteSinkError) {
    let nothing: [UInt8] = []
    try encoder.encode(nothing.rawSpan, to: target, finishing: true)
    try target.finish()
  }
}

/// A compressor with its output buffer.
private struct GzipEncoder: ~Copyable {
  private var deflater: Deflater
  private var buffer = ByteBuffer(capacity: 64 << 10)

  init(level: Int) { deflater = Deflater(level: level) }

  mutating func encode(
    _ bytes: RawSpan, to sink: any ByteSink, finishing: Bool
  ) throws(ByteSinkError) {
    var position = 0
    while true {
      let step = Self.step(
        &deflater, bytes, from: position, into: &buffer, finishing: finishing)
      position += step.consumed
      if step.produced > 0 { try sink.write(buffer.bytes.extracting(0..<step.produced)) }
      if finishing ? step.isFinished : position == bytes.byteCount { return }
    }
  }

  private static func step(
    _ deflater: inout Deflater, _ bytes: RawSpan, from position: Int,
    into buffer: inout ByteBuffer, finishing: Bool
  ) -> ZlibStep {
    var output = buffer.mutableBytes
    return deflater.deflate(
      bytes, from: position, to: bytes.byteCount, into: &output, finishing: finishing)
  }
}
