public import EVTX

/// What a thread of a ``LogReading`` does with the chunks it takes. Each thread has its own.
public protocol ChunkWorker: AnyObject {
  /// Decodes a chunk of a log into `product`, which is empty.
  ///
  /// - Returns: what was found and what was lost.
  func decode(
    _ chunk: LoadedChunk, of source: LogSource, context: DecodeContext, into product: ChunkProduct
  ) -> ChunkReport
}

/// What a ``ChunkWorker`` made of a chunk; reused from chunk to chunk.
public final class ChunkProduct {
  /// Lines of output.
  public var output = OutputBuffer(capacity: 1 << 18)
  /// The events' System fields, if they are wanted.
  public var summaries: [EventSummary] = []
  /// Anything else, for the delegate. It is handed over once and not reused.
  public var payload: (any ChunkPayload)?

  /// Bytes that wait in memory for their turn.
  var byteCount: Int { output.count + (payload?.byteCount ?? 0) }

  init() {}

  func removeAll() {
    output.truncate(to: 0)
    output.shrink(to: 2 << 20)
    summaries.removeAll(keepingCapacity: true)
    payload = nil
  }
}

/// What a ``ChunkWorker`` gives beside lines of output.
public protocol ChunkPayload: AnyObject {
  /// Bytes it takes in memory, roughly.
  var byteCount: Int { get }
}

/// Decodes events into lines of output.
final class EventWorker: ChunkWorker {
  private var decoder: EventDecoder
  private let listsSummaries: Bool

  init(_ options: DecodeOptions, listsSummaries: Bool) {
    decoder = EventDecoder(options)
    self.listsSummaries = listsSummaries
  }

  func decode(
    _ chunk: LoadedChunk, of source: LogSource, context: DecodeContext, into product: ChunkProduct
  ) -> ChunkReport {
    guard listsSummaries else {
      return decoder.decode(chunk, context: context, into: &product.output)
    }
    return decoder.decode(chunk, context: context, into: &product.output) {
      product.summaries.append($0)
    }
  }
}
