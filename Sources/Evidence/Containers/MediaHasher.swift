public import ByteIO

/// Hashes of a disk's bytes.
public struct MediaHashes: Sendable {
  /// MD5, 16 bytes.
  public let md5: [UInt8]
  /// SHA-1, 20 bytes.
  public let sha1: [UInt8]
  /// SHA-256, 32 bytes.
  public let sha256: [UInt8]
  /// The first place that could not be read, if any; such places count as zeros.
  public let firstFailure: ByteSourceError?

  /// Hashes all bytes of `source`, read once, from its start to its end; nil when cancelled.
  ///
  /// - Parameters:
  ///   - source: what to hash.
  ///   - threads: threads that read, and so inflate, ahead of the one that hashes.
  ///   - isCancelled: asked again and again; true ends the work.
  public init?(
    of source: any ByteSource, threads: Int, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    let blocks = BlockQueue(source, readers: max(1, threads))
    // Thread 0 hashes; the others read until it has had the last block.
    let result = Monitor<MediaHashes?>(nil)
    runThreads(max(1, threads) + 1) { index in
      guard index == 0 else { return blocks.read() }
      var digests = ContentDigests()
      while !isCancelled(), let block = blocks.next() { digests.update(block) }
      let isWhole = blocks.stop()
      result.update { [digests] in
        $0 = isWhole ? MediaHashes(digests, firstFailure: blocks.firstFailure) : nil
      }
    }
    guard let found = result.withLock({ $0 }) else { return nil }
    self = found
  }

  private init(_ digests: ContentDigests, firstFailure: ByteSourceError?) {
    (md5, sha1, sha256) = digests.finish()
    self.firstFailure = firstFailure
  }
}

/// A disk's hashes beside those that its image stores.
public struct HashVerification: Sendable {
  /// What the disk's bytes give.
  public let computed: MediaHashes
  /// The stored MD5, if any.
  public let storedMD5: [UInt8]?
  /// The stored SHA-1, if any.
  public let storedSHA1: [UInt8]?

  /// Whether all stored hashes are those of the disk's bytes; nil when none is stored.
  public var isMatch: Bool? {
    guard storedMD5 != nil || storedSHA1 != nil else { return nil }
    return (storedMD5 ?? computed.md5) == computed.md5
      && (storedSHA1 ?? computed.sha1) == computed.sha1
  }
}

extension OpenedContainer {
  /// Hashes the whole disk in one pass and compares with what the image stores.
  ///
  /// - Returns: nil when cancelled.
  public func verify(
    threads: Int, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> HashVerification? {
    guard let hashes = MediaHashes(of: media, threads: threads, isCancelled: isCancelled) else {
      return nil
    }
    return HashVerification(
      computed: hashes, storedMD5: acquisition?.md5, storedSHA1: acquisition?.sha1)
  }
}

/// Blocks of a source, read by several threads and taken in order by one.
private final class BlockQueue: Sendable {
  private struct State {
    var claimed: Int64 = 0
    var taken: Int64 = 0
    var ready: [Int64: [UInt8]] = [:]
    var firstFailure: ByteSourceError?
    var isStopped = false
  }
  private static let blockByteCount = 1 << 20

  private let source: any ByteSource
  private let blockCount: Int64
  private let ahead: Int64
  private let state = Monitor(State())

  init(_ source: any ByteSource, readers: Int) {
    self.source = source
    blockCount =
      source.byteCount / Int64(Self.blockByteCount)
      + (source.byteCount % Int64(Self.blockByteCount) == 0 ? 0 : 1)
    ahead = 2 * Int64(readers) + 2
  }

  /// The first place, in the source's order, that could not be read.
  var firstFailure: ByteSourceError? { state.withLock { $0.firstFailure } }

  /// Reads blocks until none is left or the work is stopped.
  func read() {
    while true {
      let claim: Int64? = state.wait { state -> Int64?? in
        if state.isStopped || state.claimed >= blockCount { return .some(nil) }
        guard state.claimed - state.taken < ahead else { return nil }
        state.claimed += 1
        return .some(state.claimed - 1)
      }
      guard let claim else { return }
      let block = load(claim)
      state.update { $0.ready[claim] = block }
    }
  }

  /// The next block; nil behind the last. Where no reader is at work on it, for want of threads, it is
  /// read here.
  func next() -> [UInt8]? {
    let step: Step = state.wait { state in
      let index = state.taken
      if index >= blockCount { return .end }
      if let block = state.ready[index] { return .block(block) }
      guard state.claimed == index else { return nil }
      state.claimed += 1
      return .load(index)
    }
    let block: [UInt8]
    switch step {
    case .end: return nil
    case .block(let ready): block = ready
    case .load(let index): block = load(index)
    }
    state.update { state in
      state.ready[state.taken] = nil
      state.taken += 1
    }
    return block
  }

  private enum Step {
    case end
    case block([UInt8])
    case load(Int64)
  }

  /// Ends the readers; whether all blocks had been taken.
  func stop() -> Bool {
    state.update { state in
      state.isStopped = true
      return state.taken >= blockCount
    }
  }

  /// A block; sectors of it that cannot be read are zeros.
  private func load(_ index: Int64) -> [UInt8] {
    let start = index * Int64(Self.blockByteCount)
    let wanted = Int(min(Int64(Self.blockByteCount), source.byteCount - start))
    var buffer = ByteBuffer(capacity: wanted)
    var done = 0
    while done < wanted {
      var target = buffer.mutableBytes
      do throws(ByteSourceError) {
        let count = try target.fill(
          from: source, at: start + Int64(done), to: done, byteCount: wanted - done)
        if count == 0 {
          fail(ByteSourceError(offset: start + Int64(done), reason: "ends before its size"))
          break
        }
        done += count
      } catch {
        fail(error)
        // On to the next sector.
        done = min(wanted, (done / 512 + 1) * 512)
      }
    }
    var block: [UInt8] = []
    block.append(copying: buffer.bytes.extracting(0..<wanted))
    return block
  }

  private func fail(_ error: ByteSourceError) {
    state.update { state in
      if let known = state.firstFailure, known.offset <= error.offset { return }
      state.firstFailure = error
    }
  }
}
