import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// Where a stream's clusters lie.
@Suite struct RunListTests {
  private func decode(
    _ bytes: [UInt8], first: Int64 = 0, clusterCount: Int64 = 0x1_0000_0000
  ) -> RunList {
    RunList(bytes.rawSpan, in: 0..<bytes.count, first: first, clusterCount: clusterCount)
  }

  /// Four runs: one byte each, two and three, a hole, and backwards.
  private static let good: [UInt8] = [
    0x11, 0x30, 0x20,  // 0x30 clusters from 0x20 on
    0x32, 0x40, 0x01, 0x00, 0x02, 0x11,  // 0x140 clusters, 0x110200 further
    0x01, 0x08,  // a hole of 8
    0x21, 0x10, 0x00, 0xff,  // 0x10 clusters, 0x100 back
    0x00,
  ]

  @Test func `a list has lengths, signed distances and holes`() {
    let list = decode(Self.good)
    #expect(list.failure == nil)
    #expect(
      list.extents == [
        Extent(streamCluster: 0, count: 0x30, volumeCluster: 0x20),
        Extent(streamCluster: 0x30, count: 0x140, volumeCluster: 0x11_0220),
        Extent(streamCluster: 0x170, count: 8, volumeCluster: nil),
        Extent(streamCluster: 0x178, count: 0x10, volumeCluster: 0x11_0120),
      ])
  }

  @Test func `the writer's lists are read back`() {
    let runs: [(cluster: Int?, count: Int)] = [
      (5, 1), (1 << 33, 127), (nil, 128), (3, 300), (200, 1 << 20), (72, 2),
    ]
    let list = decode(NTFSRecordWriter.runList(runs), clusterCount: 1 << 40)
    #expect(list.failure == nil)
    #expect(list.extents.map { $0.volumeCluster.map(Int.init) } == runs.map(\.cluster))
    #expect(list.extents.map { Int($0.count) } == runs.map(\.count))
  }

  @Test func `every prefix of a list gives the runs that are whole`() {
    let ends = [3, 9, 11, 15]
    for count in 0..<Self.good.count {
      let list = decode(Array(Self.good[..<count]))
      #expect(list.extents.count == ends.count { $0 <= count })
      #expect((list.failure == nil) == (count == 0 || ends.contains(count)))
    }
  }

  @Test func `every single-byte change ends without a trap`() {
    for place in Self.good.indices {
      for value in 0...255 {
        var bytes = Self.good
        bytes[place] = UInt8(value)
        let list = decode(bytes, first: 1 << 50)
        #expect(list.extents.count <= 6)
      }
    }
  }

  @Test(
    arguments: [
      ([0x11, 0x00, 0x20], "a length of zero"),
      ([0x11, 0xff, 0x20], "a negative length"),
      ([0x11, 0x01, 0xff], "a cluster before the volume's first"),
      ([0x11, 0x02, 0x0f], "clusters that reach behind the volume's end"),
      ([0x81, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], "the largest distance"),
      ([0x11, 0x01, 0x08, 0x81, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], "a wrap"),
      ([0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x01], "the largest length"),
      ([0x91, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0], "nine bytes of distance"),
      ([0x19, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1], "nine bytes of length"),
      ([0x10, 0x01], "no length"),
    ] as [([UInt8], String)])
  func `a run that cannot be ends the list with a word`(bytes: [UInt8], what: String) {
    let list = decode(bytes, clusterCount: 16)
    #expect(list.failure != nil, "\(what)")
    #expect(list.extents.count <= 1)
  }
}
