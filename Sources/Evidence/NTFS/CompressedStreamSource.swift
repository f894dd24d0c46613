internal import ByteIO

/// A stream that NTFS compressed: read by compression unit, of which the last few are kept.
///
/// A unit whose clusters all lie on the volume is stored as it is, one that is a hole altogether is zero,
/// one whose clusters are followed by a hole is compressed. Source: Linux-NTFS documentation,
/// "Compressed attributes".
final class CompressedStreamSource: ByteSource {
  let byteCount: Int64
  private let initializedByteCount: Int64
  private let stored: StreamSource
  private let unitClusterCount: Int64
  private let unitByteCount: Int
  private let cache = Monitor(Cache())

  private struct Cache {
    var units: [(number: Int64, bytes: [UInt8])] = []
  }

  /// Units kept: one chunk of a log lies in two.
  private static let cachedUnitCount = 3

  private enum UnitForm {
    case stored
    case hole
    case compressed(Int)
  }

  /// A stream of `byteCount` bytes whose units are of `2^unitShift` clusters.
  init(
    _ volume: any ByteSource, map: StreamMap, byteCount: Int64, initialized: Int64, unitShift: Int
  ) throws(DiskFailure) {
    guard (1...16).contains(unitShift),
      map.clusterByteCount << Int64(unitShift) <= Int64(Limits.compressionUnitByteCount)
    else {
      throw DiskFailure(
        .unreadableFile,
        "is compressed in units of 2^\(unitShift) clusters of \(map.clusterByteCount) bytes")
    }
    self.byteCount = byteCount
    initializedByteCount = min(initialized, byteCount)
    unitClusterCount = 1 << Int64(unitShift)
    unitByteCount = Int(map.clusterByteCount) << unitShift
    // The clusters as they lie, holes included; their end is that of the map.
    let clusterBytes = map.end.multipliedReportingOverflow(by: map.clusterByteCount)
    let storedCount = clusterBytes.overflow ? byteCount : max(byteCount, clusterBytes.partialValue)
    stored = StreamSource(volume, map: map, byteCount: storedCount, initialized: storedCount)
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
      let unit = position / Int64(unitByteCount)
      let inside = Int(position % Int64(unitByteCount))
      let count = Int(
        min(
          Int64(wanted - done), Int64(unitByteCount - inside), initializedByteCount - position))
      do throws(ByteSourceError) {
        try read(unit, from: inside, count: count, into: &target, at: done)
      } catch {
        if done > 0 { return done }
        throw ByteSourceError(offset: position, reason: error.reason)
      }
      done += count
    }
    return done
  }

  func nextData(from offset: Int64) -> Int64 {
    var position = max(0, offset)
    while position < initializedByteCount {
      let unit = position / Int64(unitByteCount)
      guard case .hole? = form(of: unit) else { return position }
      // A hole may be far longer than a unit.
      let data = stored.nextData(from: position)
      position = max(
        (unit + 1) * Int64(unitByteCount), data / Int64(unitByteCount) * Int64(unitByteCount))
    }
    return byteCount
  }

  private func read(
    _ unit: Int64, from inside: Int, count: Int, into target: inout MutableRawSpan, at done: Int
  ) throws(ByteSourceError) {
    switch form(of: unit) {
    case nil:
      throw ByteSourceError(
        offset: 0, reason: stored.map.failure ?? "the file's runs end too early")
    case .hole: target.clear(from: done, to: done + count)
    case .stored:
      let start = unit * Int64(unitByteCount) + Int64(inside)
      let found = try target.fill(from: stored, at: start, to: done, byteCount: count)
      guard found == count else { throw ByteSourceError(offset: start, reason: "cannot be read") }
    case .compressed(let clusters):
      let bytes = try inflated(unit, clusters: clusters)
      target.copy(bytes.rawSpan.extracting(inside..<inside + count), to: done)
    }
  }

  /// How a unit is stored; nil where the runs end before it.
  private func form(of unit: Int64) -> UnitForm? {
    let map = stored.map
    let first = unit * unitClusterCount
    guard var index = map.index(of: first) else { return nil }
    var cluster = first
    let end = first + unitClusterCount
    while cluster < end, index < map.extents.count {
      let extent = map.extents[index]
      guard extent.volumeCluster != nil else { break }
      cluster = extent.end
      index += 1
    }
    if cluster >= end { return .stored }
    // Runs that end inside the last unit stand for a hole up to its end.
    return cluster == first ? .hole : .compressed(Int(cluster - first))
  }

  private func inflated(_ unit: Int64, clusters: Int) throws(ByteSourceError) -> [UInt8] {
    let kept = cache.withLock { cache in cache.units.first { $0.number == unit }?.bytes }
    if let kept { return kept }
    let packedCount = clusters * Int(stored.map.clusterByteCount)
    let packed = try stored.bytes(at: unit * Int64(unitByteCount), count: packedCount)
    guard packed.count == packedCount else {
      throw ByteSourceError(offset: 0, reason: "a compressed cluster cannot be read")
    }
    var bytes = [UInt8](repeating: 0, count: unitByteCount)
    do throws(LZNT1Error) {
      try bytes.withMutableBytes { target throws(LZNT1Error) in
        try LZNT1.decompress(packed.rawSpan, count: packed.count, into: &target)
      }
    } catch {
      throw ByteSourceError(offset: 0, reason: error.reason)
    }
    let made = bytes
    cache.withLock { cache in
      cache.units.append((unit, made))
      if cache.units.count > Self.cachedUnitCount { cache.units.removeFirst() }
    }
    return made
  }
}
