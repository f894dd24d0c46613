import ByteIO

@testable import Evidence

extension Door {
  /// An intact input of a container's door.
  func containerSeed(_ number: UInt32) -> [UInt8] {
    switch self {
    case .e01:
      var writer = EWFWriter()
      writer.sectorsPerChunk = 2
      writer.chunksPerTable = 3
      writer.header = [("a", "x"), ("m", "1556656511")]
      return writer.segments(of: smallDisk)[0]
    case .vmdk:
      var writer = VMDKWriter()
      writer.entriesPerTable = 2
      writer.isStream = number % 3 == 1
      if number % 3 == 2 {
        return writer.descriptor("custom", ["RW 8 FLAT \"a\" 0", "RW 8 ZERO", "RW 8 SPARSE \"a\""])
      }
      return writer.extent(of: smallDisk)
    case .qcow2:
      var writer = QCOW2Writer()
      writer.version = number % 2 == 0 ? 3 : 2
      return writer.image(of: smallDisk)
    default: return [0, 8, 0, 1, 2, 10, 0, 0]
    }
  }

  /// The image that an input of a container's door stands for.
  func containerImage(_ input: [UInt8]) -> [UInt8] {
    switch self {
    case .e01: sealed(input)
    case .vhdx: changedVHDX(input)
    default: input
    }
  }
}

// MARK: - Images

private let smallDisk: [UInt8] = (0..<8_192).map { index in
  index / 1_024 % 3 == 2 ? 0 : UInt8(truncatingIfNeeded: index / 1_024 % 3 == 0 ? index / 7 : 0x41)
}

/// The segment with right checksums in the descriptors of its chain.
private func sealed(_ input: [UInt8]) -> [UInt8] {
  var image = input
  var offset = 13
  for _ in 0..<64 where offset >= 0 && offset <= image.count - 76 {
    image.sealEWFDescriptor(at: offset)
    let next = Int(clamping: image.u64(at: offset + 16))
    guard next > offset else { break }
    offset = next
  }
  return image
}

private let baseVHDX: [UInt8] = {
  var writer = VHDXWriter()
  let data = VHDXWriter.dataOffset
  writer.log = [
    [.write([UInt8](repeating: 7, count: 4_096), fileOffset: data)],
    [.zero(fileOffset: data, byteCount: 4_096)],
  ]
  return writer.image(of: smallDisk)
}()

/// The VHDX file with a change for each three bytes: which structure, where in it, and the byte.
private func changedVHDX(_ input: [UInt8]) -> [UInt8] {
  var image = baseVHDX
  // Offset, size, and where a checksum belongs.
  let structures = [
    (64 << 10, 4_096, true), (192 << 10, 64 << 10, true), (VHDXWriter.logOffset, 8_192, true),
    (VHDXWriter.logOffset + 8_192, 4_096, true), (VHDXWriter.metadataOffset, 256, false),
    (VHDXWriter.metadataOffset + (64 << 10), 256, false), (VHDXWriter.tableOffset, 256, false),
  ]
  var changed: Set<Int> = []
  for start in stride(from: 0, to: input.count - 2, by: 3) {
    let number = Int(input[start]) % structures.count
    image[structures[number].0 + Int(input[start + 1])] = input[start + 2]
    changed.insert(number)
  }
  for number in changed where structures[number].2 {
    image.sealVHDX(at: structures[number].0, byteCount: structures[number].1)
  }
  return image
}

// MARK: - What must hold

/// Opens an image and reads here and there: what is read twice is the same, what is passed over as
/// zero is zero, and no read is longer than the disk.
func checkContainer(_ image: [UInt8]) {
  let path = EvidencePath("a.E01")
  let opened: OpenedContainer
  do throws(EvidenceError) {
    opened = try DiskContainer.open(
      path, source: MemoryByteSource(image), siblings: OneSibling(image))
  } catch {
    return
  }
  // What is damaged is zero and said: memory can always be read.
  checkReads(opened.media, of: "disk", isReadable: true)
  guard opened.diagnostics.all.count <= max(1_000, opened.diagnostics.count) else {
    fail("more diagnostics than counted")
  }
}

/// A folder in which every name is the image itself.
private struct OneSibling: SiblingFiles {
  private let image: [UInt8]

  init(_ image: [UInt8]) { self.image = image }

  func names() -> [[UInt8]] { [Array("a.E01".utf8)] }

  func path(_ name: [UInt8]) -> EvidencePath { EvidencePath(name) }

  func open(_ name: [UInt8]) -> any ByteSource {
    return MemoryByteSource(image)
  }
}
