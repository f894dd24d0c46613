import ByteIO
import Evidence
import TestSupport
import Testing

/// The images that our tests are made of are images for QEMU and libewf too.
@Suite(.serialized) struct ImageWriterTests {
  let folder = TemporaryFolder()

  private func check(
    _ image: [UInt8], _ format: String, _ disk: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let path = folder.write("image", image)
    let raw = folder.at("raw")
    try require(
      "qemu-img convert -f \(format) -O raw \(path.display) \(raw.display)",
      sourceLocation: sourceLocation)
    let isEqual = try content(of: raw) == disk
    #expect(isEqual, "\(format)", sourceLocation: sourceLocation)
    let opened = try openImage(image)
    let isRead = try content(of: opened.media) == disk
    #expect(isRead, "\(format)", sourceLocation: sourceLocation)
    #expect(opened.diagnostics.all.map(\.description) == [], sourceLocation: sourceLocation)
    folder.remove("image")
    folder.remove("raw")
  }

  @Test(.enabled(if: isInstalled("qemu-img"), "qemu-img is not installed"))
  func `VHD, VDI, qcow2, VMDK and VHDX images of our writers are QEMU's`() throws {
    let disk = smallDisk(5 << 20)
    try check(VHDWriter().image(of: disk), "vpc", disk)
    var fixed = VHDWriter()
    fixed.type = 2
    try check(fixed.image(of: disk), "vpc", disk)
    try check(VDIWriter().image(of: disk), "vdi", disk)
    for version in [2, 3] as [UInt32] {
      for bits in [9, 12, 16] as [UInt32] {
        var qcow2 = QCOW2Writer()
        qcow2.version = version
        qcow2.clusterBits = bits
        try check(qcow2.image(of: disk), "qcow2", disk)
      }
    }
    try check(VMDKWriter().extent(of: disk), "vmdk", disk)
    var stream = VMDKWriter()
    stream.isStream = true
    stream.grainSectorCount = 128
    try check(stream.extent(of: disk), "vmdk", disk)
    try check(VHDXWriter().image(of: disk), "vhdx", disk)
  }

  @Test(.enabled(if: isInstalled("ewfexport"), "ewfexport is not installed"))
  func `E01 images of our writer are libewf's`() throws {
    let disk = smallDisk(5 << 20)
    let sha1 = try #require(MediaHashes(of: MemoryByteSource(disk), threads: 1)?.sha1)
    for chunksPerSegment in [Int.max, 50] {
      var writer = EWFWriter()
      writer.chunksPerSegment = chunksPerSegment
      writer.chunksPerTable = 30
      writer.sha1 = sha1
      for (index, segment) in writer.segments(of: disk).enumerated() {
        folder.write("image.E0\(index + 1)", segment)
      }
      try require("ewfverify -q -d sha1 \(folder.path)/image.E01")
      try require("ewfexport -u -q -f raw -t \(folder.path)/raw \(folder.path)/image.E01")
      let isEqual = try content(of: folder.at("raw.raw")) == disk
      #expect(isEqual)
      let opened = try DiskContainer.open(path: folder.at("image.E01"))
      let isRead = try content(of: opened.media) == disk
      #expect(isRead)
      #expect(opened.diagnostics.all.map(\.description) == [])
      let verification = try #require(opened.verify(threads: 2))
      #expect(verification.isMatch == true)
      #expect(verification.storedMD5 == MD5.digest(disk))
      #expect(verification.storedSHA1 == sha1)
      try require("rm \(folder.path)/*")
    }
  }

  @Test(.enabled(if: isInstalled("qemu-img"), "qemu-img is not installed"))
  func `a VHDX log is replayed as QEMU replays it`() throws {
    let disk = smallDisk(5 << 20)
    var page = noise(4_096)
    var writer = VHDXWriter()
    // Into the first stored block; over it again; zeros into the next; and a new block's entry.
    var table = [UInt8](repeating: 0, count: 4_096)
    table.replaceSubrange(
      0..<40, with: writer.image(of: disk)[VHDXWriter.tableOffset..<VHDXWriter.tableOffset + 40])
    table.set(UInt64(VHDXWriter.dataOffset >> 20) << 20 | 6, at: 8 * 1)
    let first = page
    page.reverse()
    writer.logStart = (1 << 20) - 8_192
    writer.log = [
      [.write(first, fileOffset: VHDXWriter.dataOffset + 8_192)],
      [
        .write(page, fileOffset: VHDXWriter.dataOffset + 8_192),
        .write(first, fileOffset: VHDXWriter.dataOffset + 12_288),
        .zero(fileOffset: VHDXWriter.dataOffset + 16_384, byteCount: 8_192),
      ],
      [.write(table, fileOffset: VHDXWriter.tableOffset)],
    ]
    let image = writer.image(of: disk)
    let path = folder.write("image.vhdx", image)
    let before = try content(of: path)
    let opened = try DiskContainer.open(path: path)
    let ours = try content(of: opened.media)
    #expect(
      opened.diagnostics.all.map(\.error.message) == [
        "was not closed properly: 3 log entries are replayed in memory"
      ])
    let isUnchanged = try content(of: path) == before
    #expect(isUnchanged)
    #expect(Array(ours[8_192..<12_288]) == page)
    #expect(Array(ours[1 << 20..<(1 << 20) + 8_192]) == Array(ours[0..<8_192]))
    // QEMU writes the log into the file when it checks it.
    try require("qemu-img check -r all \(path.display)")
    try require("qemu-img convert -f vhdx -O raw \(path.display) \(folder.path)/raw")
    let isEqual = try content(of: folder.at("raw")) == ours
    #expect(isEqual)
  }
}
