import ByteIO

@testable import Evidence

/// Run lists: what is decoded follows itself, lies on the volume, and is what the writer would write.
enum RunsDoor {
  private static let clusterCount: Int64 = 1 << 33

  static func seed(_ number: UInt32) -> [UInt8] {
    let runs: [(cluster: Int?, count: Int)] =
      number % 2 == 0
      ? [(5, 1), (1 << 32, 127), (nil, 128), (3, 300), (200, 1 << 20), (72, 2)]
      : [(7, 2), (nil, 1), (3, 2)]
    return NTFSRecordWriter.runList(runs)
  }

  static func check(_ input: [UInt8]) {
    for first in [0, 1 << 51] as [Int64] {
      let list = RunList(
        input.rawSpan, in: 0..<input.count, first: first, clusterCount: clusterCount)
      var next = first
      for extent in list.extents {
        guard extent.streamCluster == next, extent.count > 0 else { fail("run \(extent)") }
        next = extent.end
        guard let cluster = extent.volumeCluster else { continue }
        guard cluster >= 0, extent.count <= clusterCount - cluster else {
          fail("run \(extent) lies outside")
        }
      }
      writeAgain(list)
      if first == 0 { read(list) }
    }
  }

  /// The same runs, written with the fewest bytes, are the same when read again.
  private static func writeAgain(_ list: RunList) {
    let runs = list.extents.map { extent in
      (cluster: extent.volumeCluster.map { Int($0) }, count: Int(extent.count))
    }
    let bytes = NTFSRecordWriter.runList(runs)
    let again = RunList(
      bytes.rawSpan, in: 0..<bytes.count, first: list.extents.first?.streamCluster ?? 0,
      clusterCount: clusterCount)
    guard again.failure == nil, again.extents == list.extents else {
      fail("\(list.extents) written again are \(again.extents)")
    }
  }

  /// A stream over the runs reads as one does.
  private static func read(_ list: RunList) {
    var map = StreamMap(clusterByteCount: 512)
    map.append(list, first: 0)
    let size = min(map.end, 1 << 40) * 512
    let volume = MemoryByteSource((0..<16 * 512).map { UInt8(truncatingIfNeeded: $0 / 512 + 1) })
    checkReads(
      StreamSource(volume, map: map, byteCount: size + 100, initialized: size), of: "stream")
  }
}
