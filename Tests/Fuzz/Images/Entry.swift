import ByteIO
import Evidence
import Glibc

/// Which format is attacked: the environment variable LOGSPOOR_DOOR names it.
enum Door: String, CaseIterable {
  /// The input is an E01 segment; its descriptors get right checksums, so that mutations go deep.
  case e01
  /// The input is changes to the structures of a VHDX file, which get right checksums.
  case vhdx
  /// The input is a sparse VMDK extent or a descriptor.
  case vmdk
  /// The input is a qcow2 image.
  case qcow2

  static let chosen: Door = {
    let name = unsafe getenv("LOGSPOOR_DOOR").map { unsafe String(cString: $0) } ?? "e01"
    guard let door = Door(rawValue: name) else { fail("LOGSPOOR_DOOR is \(name)") }
    return door
  }()

  /// An intact input, from which mutations start.
  func seed(_ number: UInt32) -> [UInt8] {
    switch self {
    case .e01:
      var writer = EWFWriter()
      writer.sectorsPerChunk = 2
      writer.chunksPerTable = 3
      writer.header = [("a", "x"), ("m", "1556656511")]
      return writer.segments(of: smallDisk)[0]
    case .vhdx: return [0, 8, 0, 1, 2, 10, 0, 0]
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
    }
  }

  /// The image that an input stands for.
  func image(_ input: [UInt8]) -> [UInt8] {
    switch self {
    case .e01: sealed(input)
    case .vhdx: changedVHDX(input)
    case .vmdk, .qcow2: input
    }
  }
}

/// Ends the run: libFuzzer keeps the input.
func fail(_ message: String) -> Never {
  let text = [UInt8]("FINDING: \(message)\n".utf8)
  _ = unsafe Glibc.write(2, text, text.count)
  abort()
}

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
  checkImage(Door.chosen.image(input))
  return 0
}

/// Called by libFuzzer to change an input in place; one that is too short becomes an intact image.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int, _ seed: UInt32
) -> Int {
  let whole = Door.chosen.seed(seed)
  guard count < 8, whole.count <= room else { return unsafe libFuzzerMutate(data, count, room) }
  for (index, byte) in whole.enumerated() { unsafe data[index] = byte }
  return whole.count
}

/// libFuzzer's own mutations. The convention of a C function with such parameters is Swift's too.
@_silgen_name("LLVMFuzzerMutate")
func libFuzzerMutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int) -> Int

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
private func checkImage(_ image: [UInt8]) {
  let path = EvidencePath("a.E01")
  let opened: OpenedContainer
  do throws(EvidenceError) {
    opened = try DiskContainer.open(
      path, source: MemoryByteSource(image), siblings: OneSibling(image))
  } catch {
    return
  }
  let media = opened.media
  var place: Int64 = 0
  for _ in 0..<24 where place < media.byteCount {
    let next = media.nextData(from: place)
    guard next >= place, next <= media.byteCount else { fail("nextData of \(place) is \(next)") }
    if next > place {
      let hole = read(media, at: place, Int(min(next - place, 4_096)))
      guard hole.allSatisfy({ $0 == 0 }) else { fail("the hole at \(place) is not zero") }
    }
    guard next < media.byteCount else { break }
    let once = read(media, at: next, 5_000)
    guard once == read(media, at: next, 5_000) else { fail("two reads at \(next) differ") }
    guard Int64(once.count) == min(5_000, media.byteCount - next) else {
      fail("\(once.count) bytes at \(next) of \(media.byteCount)")
    }
    place = next + 5_000
  }
  _ = read(media, at: media.byteCount - 1, 10)
  guard opened.diagnostics.all.count <= max(1_000, opened.diagnostics.count) else {
    fail("more diagnostics than counted")
  }
}

private func read(_ media: any ByteSource, at offset: Int64, _ count: Int) -> [UInt8] {
  var buffer = ByteBuffer(capacity: count)
  do throws(ByteSourceError) {
    let found = try buffer.fill(from: media, at: offset)
    var result: [UInt8] = []
    result.append(copying: buffer.bytes.extracting(0..<found))
    return result
  } catch {
    fail("memory cannot be read: \(error)")
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
