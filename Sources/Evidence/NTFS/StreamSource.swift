internal import ByteIO

/// A stream whose bytes lie in clusters as they are: reads go to the volume, nothing is copied.
///
/// Holes and what lies behind the initialised size are zeros. What is not mapped fails like a bad medium.
final class StreamSource: ByteSource {
  /// Size of the stream in bytes.
  let byteCount: Int64
  /// Bytes that were ever written; what follows reads as zeros whatever the clusters hold.
  let initializedByteCount: Int64
  let map: StreamMap
  private let volume: any ByteSource

  /// A stream of `byteCount` bytes over `volume`.
  init(_ volume: any ByteSource, map: StreamMap, byteCount: Int64, initialized: Int64) {
    self.volume = volume
    self.map = map
    self.byteCount = byteCount
    self.initializedByteCount = min(initialized, byteCount)
  }

  func read(at offset: Int64, into target: inout MutableRawSpan) throws(ByteSourceError) -> Int {
    guard offset >= 0, offset < byteCount else { return 0 }
    let wanted = Int(min(Int64(target.byteCount), byteCount - offset))
    var done = 0
    while done < wanted {
      let position = offset + Int64(done)
      guard position < initializedByteCount else {
        target.clear(from: done, to: wanted)
        return wanted
      }
      guard let piece = piece(at: position) else {
        // What came before is good: the next read meets the failure.
        if done > 0 { return done }
        throw ByteSourceError(offset: offset, reason: unmappedReason)
      }
      let count = Int(min(Int64(wanted - done), piece.byteCount, initializedByteCount - position))
      guard let place = piece.volumeOffset else {
        target.clear(from: done, to: done + count)
        done += count
        continue
      }
      let found: Int
      do throws(ByteSourceError) {
        found = try target.fill(from: volume, at: place, to: done, byteCount: count)
      } catch {
        if done > 0 { return done }
        throw ByteSourceError(offset: position, reason: error.reason)
      }
      done += found
      if found < count {
        if done > 0 { return done }
        throw ByteSourceError(
          offset: position, reason: "the image ends before the file's cluster at \(place)")
      }
    }
    return done
  }

  func nextData(from offset: Int64) -> Int64 {
    var position = max(0, offset)
    while position < initializedByteCount {
      guard let piece = piece(at: position) else { return position }
      if let place = piece.volumeOffset {
        let data = volume.nextData(from: place)
        if data - place < piece.byteCount { return position + max(0, data - place) }
      }
      position += piece.byteCount
    }
    return byteCount
  }

  private var unmappedReason: String {
    map.failure ?? "the file's runs end at cluster \(map.end) of the file"
  }

  /// The rest of the run at a position.
  private func piece(at position: Int64) -> (byteCount: Int64, volumeOffset: Int64?)? {
    let cluster = position / map.clusterByteCount
    guard let index = map.index(of: cluster) else { return nil }
    let extent = map.extents[index]
    let skipped = position - extent.streamCluster * map.clusterByteCount
    return (
      extent.count * map.clusterByteCount - skipped,
      extent.volumeCluster.map { $0 * map.clusterByteCount + skipped }
    )
  }
}
