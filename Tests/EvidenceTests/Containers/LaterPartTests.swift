import ByteIO
import Evidence
import TestSupport
import Testing

@Suite struct LaterPartTests {
  private func isLater(_ name: String, _ names: [String], head: [UInt8] = [1, 2, 3]) -> Bool {
    DiskContainer.isLaterPart(
      Array(name.utf8), head: head.rawSpan, headCount: head.count,
      among: (names + [name]).map { Array($0.utf8) })
  }

  @Test func `segments of E01 are later parts by what they say, if the first is there`() {
    func head(_ number: UInt8) -> [UInt8] {
      [0x45, 0x56, 0x46, 0x09, 0x0d, 0x0a, 0xff, 0x00, 1, number, 0, 0, 0]
    }
    #expect(isLater("d.E02", ["d.E01"], head: head(2)))
    #expect(isLater("d.EAB", ["d.E01"], head: head(101)))
    #expect(!isLater("d.E01", ["d.E02"], head: head(1)))
    #expect(!isLater("d.E02", ["e.E01"], head: head(2)))
    #expect(!isLater("d.E02", ["d.E01"]))
  }

  @Test func `raw parts are later parts if a first one is there`() {
    #expect(isLater("d.002", ["d.001"]))
    #expect(isLater("d.001", ["d.000"]))
    #expect(isLater("d.ab", ["d.aa"]))
    for (name, other) in [
      ("d.001", "d.002"), ("d.aa", "d.ab"), ("d.002", "e.001"), ("d.raw", "d.001"),
    ] {
      #expect(!isLater(name, [other]), "\(name) beside \(other)")
    }
  }

  @Test func `extents of VMDK are later parts if the descriptor is there`() {
    for name in ["d-flat.vmdk", "d-s001.vmdk", "d-f012.vmdk"] {
      #expect(isLater(name, ["d.vmdk"]))
      #expect(!isLater(name, ["e.vmdk"]))
    }
    for name in ["d.vmdk", "d-x.vmdk", "d-s.vmdk", "d-s001.raw", ".vmdk", "-.vmdk"] {
      #expect(!isLater(name, ["d.vmdk"]))
    }
  }
}
