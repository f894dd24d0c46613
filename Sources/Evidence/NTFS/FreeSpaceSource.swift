internal import ByteIO

/// The clusters of a volume that nothing uses, or all of a volume that is not read, at their places on the
/// disk; all else reads as zeros and is passed over. So what is carved from it has its physical offset.
final class FreeSpaceSource: ByteSource {
  /// The disk's size.
  let byteCount: Int64
  private let disk: any ByteSource
  private let volumeStart: Int64
  private let clusterByteCount: Int64
  private let bitmap: ClusterBitmap?
  /// Runs of clusters that count as used, in rising order, none touching another.
  private let excluded: [Range<Int64>]

  /// The free clusters of the volume at `volumeStart`.
  ///
  /// - Parameters:
  ///   - disk: the disk.
  ///   - volumeStart: where the volume begins, in bytes.
  ///   - clusterByteCount: bytes of a cluster.
  ///   - bitmap: which clusters are used.
  ///   - excluded: clusters that are read as something else already.
  init(
    _ disk: any ByteSource, volumeStart: Int64, clusterByteCount: Int, bitmap: ClusterBitmap,
    excluding excluded: [Range<Int64>]
  ) {
    self.disk = disk
    self.volumeStart = volumeStart
    self.clusterByteCount = Int64(clusterByteCount)
    self.bitmap = bitmap
    byteCount =
      volumeStart
      + min(disk.byteCount - volumeStart, bitmap.clusterCount * Int64(clusterByteCount))
    var merged: [Range<Int64>] = []
    for range in excluded.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] =
          last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.excluded = merged
  }

  /// All of a volume whose file system is not read.
  ///
  /// - Parameters:
  ///   - disk: the disk.
  ///   - volumeStart: where the volume begins, in bytes.
  ///   - volumeByteCount: its size.
  init(_ disk: any ByteSource, volumeStart: Int64, volumeByteCount: Int64) {
    self.disk = disk
    self.volumeStart = volumeStart
    clusterByteCount = 512
    bitmap = nil
    byteCount = volumeStart + min(disk.byteCount - volumeStart, volumeByteCount)
    excluded = []
  }

  func read(at offset: Int64, into target: inout MutableRawSpan) throws(ByteSourceError) -> Int {
    guard offset >= 0, offset < byteCount else { return 0 }
    let wanted = Int(min(Int64(target.byteCount), byteCount - offset))
    var done = 0
    while done < wanted {
      let position = offset + Int64(done)
      let (isFree, end) = span(at: position, limit: offset + Int64(wanted))
      let count = Int(end - position)
      if isFree {
        let found = try target.fill(from: disk, at: position, to: done, byteCount: count)
        done += found
        if found < count { return done }
      } else {
        target.clear(from: done, to: done + count)
        done += count
      }
    }
    return done
  }

  func nextData(from offset: Int64) -> Int64 {
    var position = max(0, offset)
    while position < byteCount {
      let (isFree, end) = span(at: position, limit: byteCount)
      if isFree {
        let data = disk.nextData(from: position)
        if data < end { return max(position, data) }
      }
      position = end
    }
    return byteCount
  }

  /// Whether a position is free, and up to where, `limit` at most.
  private func span(at position: Int64, limit: Int64) -> (isFree: Bool, end: Int64) {
    guard position >= volumeStart else { return (false, min(limit, volumeStart)) }
    guard let bitmap else { return (true, limit) }
    let cluster = (position - volumeStart) / clusterByteCount
    let last = (limit - volumeStart - 1) / clusterByteCount + 1
    let exclusion = firstExclusion(endingAfter: cluster)
    if let exclusion, exclusion.contains(cluster) {
      return (false, min(limit, volumeStart + exclusion.upperBound * clusterByteCount))
    }
    let free = bitmap.first(isUsed: false, from: cluster, to: last)
    if free > cluster { return (false, min(limit, volumeStart + free * clusterByteCount)) }
    let stop = min(last, exclusion?.lowerBound ?? last)
    let end = bitmap.first(isUsed: true, from: cluster, to: stop)
    guard end > cluster else { return (false, limit) }
    return (true, min(limit, volumeStart + end * clusterByteCount))
  }

  private func firstExclusion(endingAfter cluster: Int64) -> Range<Int64>? {
    var low = 0
    var high = excluded.count
    while low < high {
      let middle = (low + high) / 2
      if excluded[middle].upperBound <= cluster { low = middle + 1 } else { high = middle }
    }
    return low < excluded.count ? excluded[low] : nil
  }
}
