internal import ByteIO

/// A run of clusters of a stream.
struct Extent: Hashable, Sendable {
  /// The first cluster's number in the stream.
  let streamCluster: Int64
  /// Clusters.
  let count: Int64
  /// The first cluster on the volume, nil for a hole.
  let volumeCluster: Int64?

  /// The cluster of the stream behind the last.
  var end: Int64 { streamCluster + count }
}

/// The clusters of a stream, from one attribute.
///
/// Each run is a byte with two sizes, then a length and a distance of so many bytes:
///
/// | Bits | Field |
/// |-----:|-------|
/// | 0-3 | bytes of the length, 1 to 8 |
/// | 4-7 | bytes of the distance from the last run's first cluster, signed; 0 for a hole |
///
/// A zero byte ends the list. Source: Linux-NTFS documentation, "Data runs".
struct RunList {
  private(set) var extents: [Extent] = []
  /// Why the list ends early, or nil.
  private(set) var failure: String?

  /// Decodes the runs in `range`. What is decoded before a failure is kept.
  ///
  /// - Parameters:
  ///   - bytes: the record.
  ///   - range: where the runs lie.
  ///   - first: the number in the stream of the first run's first cluster.
  ///   - clusterCount: clusters of the volume.
  init(_ bytes: RawSpan, in range: Range<Int>, first: Int64, clusterCount: Int64) {
    var position = range.lowerBound
    let end = min(range.upperBound, bytes.byteCount)
    var streamCluster = first
    var volumeCluster: Int64 = 0
    while position < end {
      let sizes = bytes.u8(position)
      if sizes == 0 { return }
      let lengthSize = Int(sizes & 0x0f)
      let distanceSize = Int(sizes >> 4)
      guard (1...8).contains(lengthSize), distanceSize <= 8,
        end - position - 1 >= lengthSize + distanceSize
      else {
        failure = "run \(extents.count): sizes \(lengthSize) and \(distanceSize) do not fit"
        return
      }
      let length = Self.number(bytes, at: position + 1, size: lengthSize)
      guard length > 0, length < 1 << 52 - streamCluster else {
        failure = "run \(extents.count): \(length) clusters long"
        return
      }
      guard extents.count < Limits.extents else {
        failure = "more than \(Limits.extents) runs"
        return
      }
      if distanceSize == 0 {
        extents.append(Extent(streamCluster: streamCluster, count: length, volumeCluster: nil))
      } else {
        let distance = Self.number(bytes, at: position + 1 + lengthSize, size: distanceSize)
        let (sum, overflow) = volumeCluster.addingReportingOverflow(distance)
        guard !overflow, sum >= 0, sum <= clusterCount, length <= clusterCount - sum else {
          failure =
            "run \(extents.count): cluster \(volumeCluster) and \(distance), \(length) long, lies "
            + "outside the volume's \(clusterCount) clusters"
          return
        }
        volumeCluster = sum
        extents.append(Extent(streamCluster: streamCluster, count: length, volumeCluster: sum))
      }
      streamCluster += length
      position += 1 + lengthSize + distanceSize
    }
  }

  /// A little-endian signed number of 1 to 8 bytes.
  private static func number(_ bytes: RawSpan, at offset: Int, size: Int) -> Int64 {
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes.u8(offset + index)) << UInt64(8 * index) }
    let unused = UInt64(64 - 8 * size)
    return Int64(bitPattern: value << unused) >> Int64(unused)
  }
}
