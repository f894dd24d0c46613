import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// Images spoilt at random: whatever comes out, nothing traps, hangs or takes much memory.
@Suite struct ContainerMutationTests {
  private static let rounds = 2_000

  /// A change of the kinds that damage and malice make.
  private func mutate(_ image: inout [UInt8], _ random: inout SplitMix64) {
    let count = image.count
    let place = random.below(count)
    // Structures are at the beginning and the end as a rule.
    let near = random.percent(60) ? min(place % 2_048, count - 1) : place
    switch random.below(7) {
    case 0: image[near] ^= 1 << UInt8(random.below(8))
    case 1: image[near] = UInt8(truncatingIfNeeded: random.next())
    case 2:
      let numbers: [UInt64] = [0, 1, .max, .max - 1, 1 << 31, 1 << 32, 1 << 63, UInt64(count)]
      let number = random.pick(numbers)
      let value = random.percent(50) ? number.byteSwapped : number
      for index in 0..<random.pick([2, 4, 8]) where near + index < count {
        image[near + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
      }
    case 3:
      let end = min(count, near + random.below(600))
      image.replaceSubrange(near..<end, with: [UInt8](repeating: 0, count: end - near))
    case 4:
      let from = random.below(count)
      let length = min(count - from, count - near, random.below(600))
      image.replaceSubrange(near..<near + length, with: Array(image[from..<from + length]))
    case 5: image.removeLast(random.below(count))
    default: image.removeSubrange(near..<min(count, near + random.below(9)))
    }
    if image.isEmpty { image = [0] }
  }

  private func attack(_ image: [UInt8], _ disk: [UInt8], named name: String, seed: UInt64) throws {
    print("seed \(seed) for \(name)")
    var random = SplitMix64(seed: seed)
    let end = ContinuousClock.now + .seconds(8)
    for round in 0..<Self.rounds where ContinuousClock.now < end {
      var changed = image
      for _ in 0...random.below(3) { mutate(&changed, &random) }
      let start = ContinuousClock.now
      _ = try outcome(MemoryByteSource(changed), named: name, original: disk, limit: 128 << 10)
      #expect(ContinuousClock.now - start < .seconds(5), "round \(round) of \(name), seed \(seed)")
    }
  }

  private static let disk = smallDisk(20_480)

  @Test func `E01`() throws {
    var writer = EWFWriter()
    writer.sectorsPerChunk = 4
    writer.chunksPerTable = 4
    try attack(writer.segments(of: Self.disk)[0], Self.disk, named: "a.E01", seed: 601)
  }

  @Test func `VHD`() throws {
    var writer = VHDWriter()
    writer.blockByteCount = 4_096
    try attack(writer.image(of: Self.disk), Self.disk, named: "a.vhd", seed: 602)
  }

  @Test func `VMDK`() throws {
    for isStream in [false, true] {
      var writer = VMDKWriter()
      writer.isStream = isStream
      writer.entriesPerTable = 4
      let image = writer.extent(of: Self.disk)
      try attack(image, Self.disk, named: "a\(isStream).vmdk", seed: 603)
    }
  }

  @Test func `VMDK descriptors`() throws {
    let text = VMDKWriter().descriptor(
      "custom", ["RW 8 FLAT \"a.vmdk\" 0", "RW 8 ZERO", "RW 8 SPARSE \"a.vmdk\""])
    try attack(text, Self.disk, named: "a.vmdk", seed: 604)
  }

  @Test func `qcow2`() throws {
    try attack(QCOW2Writer().image(of: Self.disk), Self.disk, named: "a.qcow2", seed: 605)
  }

  @Test func `VDI`() throws {
    var writer = VDIWriter()
    writer.blockByteCount = 4_096
    try attack(writer.image(of: Self.disk), Self.disk, named: "a.vdi", seed: 606)
  }

  @Test func `VHDX with its checksums made right again`() throws {
    var writer = VHDXWriter()
    let data = VHDXWriter.dataOffset
    writer.log = [
      [.write(noise(4_096), fileOffset: data), .zero(fileOffset: data, byteCount: 4_096)]
    ]
    let image = writer.image(of: Self.disk)
    let base = MemoryByteSource(image)
    var random = SplitMix64(seed: 607)
    print("seed 607 for VHDX")
    let end = ContinuousClock.now + .seconds(8)
    // Structures with their sizes: first header, region table, log entry, metadata, block table.
    let structures = [
      (64 << 10, 4_096, true), (192 << 10, 64 << 10, true), (VHDXWriter.logOffset, 8_192, true),
      (VHDXWriter.metadataOffset, 400, false), (VHDXWriter.metadataOffset + (64 << 10), 60, false),
      (VHDXWriter.tableOffset, 16, false),
    ]
    for _ in 0..<600 where ContinuousClock.now < end {
      let (offset, count, isSealed) = random.pick(structures)
      var part = Array(image[offset..<offset + count])
      for _ in 0...random.below(3) {
        let place = random.below(min(count, 200))
        part[place] = random.pick([0, 1, 0xff, UInt8(truncatingIfNeeded: random.next())])
      }
      if isSealed { part.sealVHDX(at: 0, byteCount: count) }
      _ = try outcome(
        PatchedSource(base, at: Int64(offset), part), original: Self.disk, limit: 65_536)
    }
  }
}
