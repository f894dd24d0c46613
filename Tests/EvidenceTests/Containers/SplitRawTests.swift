import ByteIO
import TestSupport
import Testing

@testable import Evidence

@Suite struct SplitRawTests {
  private func joined(_ first: String, _ others: [String: [UInt8]]) throws -> OpenedContainer {
    try openImage([1, 2, 3], named: first, beside: others)
  }

  @Test func `numbered and lettered parts are joined in order, whatever their sizes`() throws {
    for (first, second, third) in [
      ("d.001", "d.002", "d.003"), ("d.000", "d.001", "d.002"), ("d.0001", "d.0002", "d.0003"),
      ("d.dd.aa", "d.dd.ab", "d.dd.ac"), ("d.aaa", "d.aab", "d.aac"), ("d.AA", "d.AB", "d.AC"),
    ] {
      let opened = try joined(first, [third: [7], second: [], "d.txt": [9], "e.002": [9]])
      #expect(opened.kind == .splitRaw)
      #expect(opened.files.map(\.display) == [first, second, third])
      #expect(try content(of: opened.media) == [1, 2, 3, 7])
    }
  }

  @Test func `999 is followed by 1000, and az by ba`() throws {
    var digits: [String: [UInt8]] = [:]
    for number in 2...1_001 {
      let text = String(number)
      digits["d." + String(repeating: "0", count: max(0, 3 - text.count)) + text] = [
        UInt8(number % 256)
      ]
    }
    let opened = try joined("d.001", digits)
    #expect(try content(of: opened.media) == [1, 2, 3] + (2...1_001).map { UInt8($0 % 256) })
    let first = try #require(SplitRaw.PartName(Array("d.aa".utf8)))
    #expect(first.named(26) == Array("d.ba".utf8))
    #expect(first.named(675) == Array("d.zz".utf8))
    #expect(first.named(676) == nil)
  }

  @Test func `a missing part between others is an error that names it`() {
    let error = openError([1], named: "d.001", beside: ["d.002": [1], "d.005": [1]])
    #expect(error?.code == .imagePart)
    #expect(error?.message == "part d.003 is missing between d.002 and d.005")
    let letters = openError(
      [1], named: "d.aa", beside: ["d.ab": [1], "d.ad": [1], "d.dd": [1, 2]])
    #expect(letters?.message == "part d.ac is missing between d.ab and d.ad")
  }

  @Test func `a single part, a later one or another name is a raw image of its own`() throws {
    for name in ["d.001", "d.002", "d.aa", "d.ab", "d", "d.dd", ".001", "d.E01x"] {
      let beside: [String: [UInt8]] = name == "d.002" ? ["d.001": [5], "d.003": [6]] : [:]
      let opened = try openImage([1, 2, 3], named: name, beside: beside)
      #expect(opened.kind == .raw)
      #expect(try content(of: opened.media) == [1, 2, 3])
    }
    #expect(openError([], named: "d")?.code == .empty)
  }

  @Test func `what is joined may be another container`() throws {
    let disk = smallDisk(100_000)
    var writer = QCOW2Writer()
    writer.clusterBits = 12
    let image = writer.image(of: disk)
    let opened = try openImage(
      Array(image[..<10_000]), named: "d.001",
      beside: ["d.002": Array(image[10_000..<20_000]), "d.003": Array(image[20_000...])])
    #expect(opened.kind == .qcow2)
    #expect(opened.files.count == 3)
    #expect((try content(of: opened.media) == disk) as Bool)
  }

  @Test func `a part that changes its size is a failure of the medium`() throws {
    let folder = TemporaryFolder()
    for number in 1...3 {
      folder.write("d.00\(number)", [UInt8](repeating: UInt8(number), count: 1_000))
    }
    let opened = try DiskContainer.open(path: folder.at("d.001"))
    folder.remove("d.002")
    folder.write("d.002", [2])
    #expect(try bytes(of: opened.media, at: 0, 3_000).count == 1_000)
    #expect(throws: ByteSourceError.self) { try bytes(of: opened.media, at: 1_000, 10) }
    #expect(try bytes(of: opened.media, at: 2_000, 3_000).count == 1_000)
  }

  @Test func `a symbolic link as a part is not followed`() throws {
    let folder = TemporaryFolder()
    folder.write("d.001", [1])
    folder.write("other", [2])
    folder.makeLink("d.002", to: folder.at("other").display)
    do throws(EvidenceError) {
      _ = try DiskContainer.open(path: folder.at("d.001"))
      Issue.record("opens")
    } catch {
      #expect(error.code == .symbolicLink)
    }
  }
}
