internal import ByteIO

/// $Bitmap: a bit for each cluster, set when something uses it. Read by pages, of which one is kept.
final class ClusterBitmap: Sendable {
  /// Clusters of the volume.
  let clusterCount: Int64
  private let stream: any ByteSource
  private let page = Monitor(Page())

  private struct Page {
    var number: Int64 = -1
    var bytes: [UInt8] = []
  }

  /// The entry of $Bitmap in $MFT.
  static let entry: UInt64 = 6
  private static let pageByteCount: Int64 = 64 << 10

  /// Opens the bitmap of a volume.
  ///
  /// - Throws: when its record or its stream cannot be used.
  convenience init(_ volume: NTFSVolume) throws(DiskFailure) {
    guard let stream = try volume.file(Self.entry).dataStream() else {
      throw DiskFailure(damaged: "$Bitmap has no $DATA")
    }
    self.init(try stream.makeSource(volume), clusterCount: volume.boot.clusterCount)
  }

  /// A bitmap in `stream`, the lowest bit of each byte first.
  init(_ stream: any ByteSource, clusterCount: Int64) {
    self.stream = stream
    self.clusterCount = clusterCount
  }

  /// The first cluster from `start` on, and before `end`, that is used or is free; `end` when there is
  /// none. What cannot be read counts as used.
  func first(isUsed: Bool, from start: Int64, to end: Int64) -> Int64 {
    let end = min(end, clusterCount)
    var cluster = max(0, start)
    while cluster < end {
      let number = cluster / 8 / Self.pageByteCount
      let pageEnd = min(end, (number + 1) * Self.pageByteCount * 8)
      if let found = page.withLock({ page in
        load(number, into: &page)
        return Self.first(page.bytes, number, isUsed: isUsed, from: cluster, to: pageEnd)
      }) {
        return found
      }
      cluster = pageEnd
    }
    return end
  }

  /// How many of a run's clusters are used.
  func usedCount(_ range: Range<Int64>) -> Int64 {
    var count: Int64 = 0
    var cluster = range.lowerBound
    while cluster < range.upperBound, cluster < clusterCount {
      let used = first(isUsed: true, from: cluster, to: range.upperBound)
      let free = first(isUsed: false, from: used, to: range.upperBound)
      count += free - used
      cluster = max(free, cluster + 1)
    }
    return count
  }

  private func load(_ number: Int64, into page: inout Page) {
    guard page.number != number else { return }
    page.number = number
    page.bytes = []
    do throws(ByteSourceError) {
      page.bytes = try stream.bytes(at: number * Self.pageByteCount, count: Int(Self.pageByteCount))
    } catch {
      // Used, as far as is known: nothing is taken for free that may not be.
      page.bytes = []
    }
  }

  /// The first bit of a kind in a page's clusters `start ..< end`; what is missing of it counts as used.
  private static func first(
    _ bytes: [UInt8], _ number: Int64, isUsed: Bool, from start: Int64, to end: Int64
  ) -> Int64? {
    let base = number * pageByteCount * 8
    let known = min(end, base + Int64(bytes.count) * 8)
    let full: UInt8 = isUsed ? 0 : 0xff
    var cluster = start
    while cluster < known {
      let byte = bytes[Int((cluster - base) / 8)]
      // A byte without the wanted bit is passed over at once.
      if byte == full {
        cluster = base + ((cluster - base) / 8 + 1) * 8
        continue
      }
      if (byte >> UInt8((cluster - base) % 8) & 1 == 1) == isUsed { return cluster }
      cluster += 1
    }
    return isUsed && known < end ? max(start, known) : nil
  }
}
