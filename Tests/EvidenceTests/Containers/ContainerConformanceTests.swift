import ByteIO
import Evidence
import TestSupport
import Testing

/// Our reading of disk images beside that of QEMU and libewf, byte for byte.
@Suite(.serialized) struct ContainerConformanceTests {
  let folder = TemporaryFolder()

  /// A disk of noise, text and holes, of an odd number of sectors.
  private func makeDisk(_ name: String = "disk.raw", byteCount: Int = 11_265_536) -> EvidencePath {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    let random = noise(1_000_000)
    bytes.replaceSubrange(0..<300_000, with: random[0..<300_000])
    let text = Array(String(repeating: "logs of a machine ", count: 60_000).utf8)
    bytes.replaceSubrange(2_097_152..<2_097_152 + text.count, with: text)
    bytes.replaceSubrange(6_000_000..<6_700_000, with: random[300_000..<1_000_000])
    bytes.replaceSubrange(byteCount - 5_000..<byteCount, with: random[0..<5_000])
    return folder.write(name, bytes)
  }

  /// Opens an image, expects no complaint, and compares with a raw file; then again by holes.
  private func compare(
    _ image: EvidencePath, with raw: EvidencePath, kind: ContainerKind,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let opened = try DiskContainer.open(path: image)
    #expect(opened.kind == kind, sourceLocation: sourceLocation)
    let expected = try FileByteSource(path: raw.bytes)
    let difference = try firstDifference(opened.media, expected)
    #expect(difference == nil, "\(image)", sourceLocation: sourceLocation)
    #expect(opened.diagnostics.all.map(\.description) == [], sourceLocation: sourceLocation)
    // What is passed over as known to be zero must be zero.
    var place: Int64 = 0
    var buffer = ByteBuffer(capacity: 1 << 16)
    while place < expected.byteCount {
      let next = opened.media.nextData(from: place)
      #expect(next >= place && next <= expected.byteCount, sourceLocation: sourceLocation)
      var hole = place
      while hole < next {
        let count = try buffer.fill(
          from: expected, at: hole, byteCount: Int(min(next - hole, Int64(buffer.capacity))))
        let isZero = buffer.bytes.isZero(from: 0, to: count)
        #expect(isZero, sourceLocation: sourceLocation)
        hole += Int64(count)
      }
      place = next + 65_536
    }
  }

  @Test(
    .enabled(if: isInstalled("qemu-img"), "qemu-img is not installed"),
    arguments: [
      ("vpc", "subformat=dynamic,force_size=on", ContainerKind.vhd),
      ("vpc", "subformat=fixed,force_size=on", .vhd),
      ("vpc", "subformat=dynamic", .vhd), ("vpc", "subformat=fixed", .vhd),
      ("vhdx", "subformat=dynamic", .vhdx), ("vhdx", "subformat=fixed", .vhdx),
      ("vhdx", "subformat=dynamic,block_size=1M", .vhdx),
      ("vmdk", "subformat=monolithicSparse", .vmdk), ("vmdk", "subformat=monolithicFlat", .vmdk),
      ("vmdk", "subformat=twoGbMaxExtentSparse", .vmdk),
      ("vmdk", "subformat=twoGbMaxExtentFlat", .vmdk),
      ("vmdk", "subformat=streamOptimized", .vmdk),
      ("qcow2", "compat=0.10", .qcow2), ("qcow2", "compat=1.1", .qcow2),
      ("qcow2", "compat=1.1,cluster_size=512", .qcow2),
      ("qcow2", "compat=1.1,cluster_size=2M", .qcow2),
      ("qcow2", "compat=1.1,extended_l2=on", .qcow2),
      ("qcow2", "preallocation=metadata", .qcow2),
      ("vdi", "static=off", .vdi), ("vdi", "static=on", .vdi),
    ])
  func `what QEMU writes is read as QEMU reads it`(
    format: String, options: String, kind: ContainerKind
  ) throws {
    let raw = makeDisk()
    let image = folder.at("disk.\(format)")
    try require("qemu-img convert -O \(format) -o \(options) \(raw.display) \(image.display)")
    let expected = folder.at("expected.raw")
    try require("qemu-img convert -f \(format) -O raw \(image.display) \(expected.display)")
    try compare(image, with: expected, kind: kind)
  }

  @Test(
    .enabled(if: isInstalled("qemu-img"), "qemu-img is not installed"),
    arguments: ["compat=0.10", "compat=1.1", "cluster_size=4096", "cluster_size=2M"])
  func `compressed clusters of qcow2 are inflated`(options: String) throws {
    let raw = makeDisk()
    let image = folder.at("disk.qcow2")
    try require("qemu-img convert -c -O qcow2 -o \(options) \(raw.display) \(image.display)")
    try compare(image, with: raw, kind: .qcow2)
  }

  @Test(.enabled(if: isInstalled("qemu-img"), "qemu-img is not installed"))
  func `a split VMDK of more than one extent is joined`() throws {
    for subformat in ["twoGbMaxExtentSparse", "twoGbMaxExtentFlat"] {
      let image = folder.at("big-\(subformat).vmdk")
      try require("qemu-img create -f vmdk -o subformat=\(subformat) \(image.display) 4500M")
      // Data on both sides of the extents' borders, which lie at multiples of 2 GiB less 64 KiB.
      try require(
        "qemu-io -f vmdk -c 'write -P 7 2047M 2M' -c 'write -P 9 4499M 1M' -c 'write -P 3 0 1M' "
          + image.display)
      let expected = folder.at("expected.raw")
      try require("qemu-img convert -f vmdk -O raw \(image.display) \(expected.display)")
      let opened = try DiskContainer.open(path: image)
      #expect(opened.files.count == 4)
      let raw = try FileByteSource(path: expected.bytes)
      #expect(opened.media.byteCount == raw.byteCount)
      for start in [0, 2_046 << 20, 2_048 << 20, 4_498 << 20] as [Int64] {
        #expect(
          try bytes(of: opened.media, at: start, 2 << 20) == bytes(of: raw, at: start, 2 << 20))
      }
      if subformat == "twoGbMaxExtentSparse" {
        #expect(opened.media.nextData(from: 1 << 20) == 2_047 << 20)
      }
      folder.remove("expected.raw")
    }
  }

  @Test(.enabled(if: isInstalled("qemu-img"), "qemu-img is not installed"))
  func `raw parts are joined`() throws {
    let raw = makeDisk()
    for options in ["-d -a 3 --numeric-suffixes=1", "-a 2", "-a 3"] {
      try require("cd \(folder.path) && split -b 3000001 \(options) disk.raw part.")
      let first =
        options.contains("-d") ? "part.001" : options.contains("2") ? "part.aa" : "part.aaa"
      try compare(folder.at(first), with: raw, kind: .splitRaw)
      try require("rm \(folder.path)/part.*")
    }
  }

  @Test(
    .enabled(if: isInstalled("ewfacquire"), "ewfacquire is not installed"),
    arguments: ["none", "fast", "best"], ["encase6", "ftk", "encase1", "linen5", "encase2"])
  func `what ewfacquire writes is read as it was`(compression: String, format: String) throws {
    let raw = makeDisk()
    try require(
      "ewfacquire -u -q -C 'case 7' -D 'a disk' -e Somebody -E 'ev 12' -N 'notes here' -m fixed "
        + "-M physical -f \(format) -c \(compression) -S 1474560 -d sha1 -b 64 "
        + "-t \(folder.path)/image \(raw.display)")
    try compare(folder.at("image.E01"), with: raw, kind: .ewf)
    let opened = try DiskContainer.open(path: folder.at("image.E01"))
    #expect(opened.files.count > 2 || compression != "none")
    let acquisition = try #require(opened.acquisition)
    #expect(acquisition.caseNumber == "case 7")
    #expect(acquisition.examiner == "Somebody")
    #expect(acquisition.evidenceNumber == "ev 12")
    #expect(acquisition.description == "a disk")
    #expect(acquisition.notes == "notes here")
    #expect(acquisition.isPhysical == true)
    let verification = try #require(opened.verify(threads: 2))
    #expect(verification.isMatch == true)
    #expect(verification.storedMD5 != nil)
  }

  @Test(
    .enabled(if: sharedImages() != nil, "../shared/images is absent"),
    .enabled(if: isInstalled("qemu-img"), "qemu-img is not installed"),
    .enabled(if: isInstalled("ewfexport"), "ewfexport is not installed"))
  func `every shared image is read as QEMU and libewf read it`() throws {
    let images = try #require(sharedImages())
    let names = [
      "disk-gpt.E01", "disk-gpt.compressed.qcow2", "disk-gpt.stream.vmdk", "disk-gpt.vhd",
      "disk-gpt.vmdk", "real/vsstest.qcow2", "real/test.ntfs.dd.E01", "disk-gpt.vhdx.gz",
    ]
    for name in names {
      var image = images.child(name)
      if name.hasSuffix(".gz") {
        image = folder.at("unpacked.vhdx")
        try require("gzip -dc \(images.child(name).display) > \(image.display)")
      }
      let expected = folder.at("expected.raw")
      if name.hasSuffix("E01") {
        try require(
          "ewfexport -u -q -f raw -t \(folder.path)/export \(image.display) && "
            + "mv \(folder.path)/export.raw \(expected.display)")
      } else {
        let format = name.hasSuffix("vhd") ? "-f vpc" : ""
        try require("qemu-img convert \(format) -O raw \(image.display) \(expected.display)")
      }
      let opened = try DiskContainer.open(path: image)
      #expect(
        try firstDifference(opened.media, FileByteSource(path: expected.bytes)) == nil, "\(name)")
      #expect(opened.diagnostics.all.map(\.description) == [], "\(name)")
      folder.remove("expected.raw")
      if let verification = opened.acquisition.flatMap({ _ in opened.verify(threads: 2) }) {
        #expect(verification.isMatch == true, "\(name)")
      }
    }
  }
}
