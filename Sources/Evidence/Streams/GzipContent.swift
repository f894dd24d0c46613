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

/// What a gzip file holds; the ratio of inflated to compressed bytes is bounded.
final class GzipContent: SpoolableContent {
  private let stream: Result<GzipByteStream, InflateError>

  /// Inflates `base`, with `maximumRatio` inflated bytes allowed per compressed byte, beyond the
  /// first 32 MiB.
  init(_ base: any ByteStream, maximumRatio: Int) {
    stream = Result { () throws(InflateError) in
      try GzipByteStream(
        base, maximumRatio: maximumRatio, ratioFreeByteCount: Limits.ratioFreeByteCount)
    }
  }

  var failure: StreamFailure? {
    switch stream {
    case .failure(let error): StreamFailure(.gzipCorrupt, "cannot inflate: \(error.reason)")
    case .success(let stream):
      stream.failure.map { Self.failure($0, inflatedByteCount: stream.inflatedByteCount) }
    }
  }

  func read(into target: inout MutableRawSpan) -> Int {
    guard case .success(let stream) = stream else { return 0 }
    // The stream keeps its failure, which says more than what it throws.
    do throws(ByteSourceError) { return try stream.read(into: &target) } catch { return 0 }
  }

  private static func failure(
    _ failure: GzipFailure, inflatedByteCount: Int64
  ) -> StreamFailure {
    switch failure {
    case .damaged(let reason):
      StreamFailure(.gzipCorrupt, "is a damaged gzip file: \(reason)")
    case .endsEarly: StreamFailure(.gzipTruncated, "is a gzip file that ends early")
    case .otherData: StreamFailure(.gzipTrailing, "has other data behind its last gzip member")
    case .ratio(let limit):
      StreamFailure(
        .gzipRatio,
        "inflates to more than \(limit) times its size; read up to \(inflatedByteCount) inflated "
          + "bytes")
    case .unreadable(let error):
      StreamFailure(.readFailed, "cannot read: \(error.reason)")
    }
  }
}
