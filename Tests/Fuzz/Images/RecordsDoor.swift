import ByteIO

@testable import Evidence

/// File records: attributes, update sequences, attribute lists, names, folders, compressed streams.
enum RecordsDoor {
  private static let recordByteCount = 1_024
  /// The first entry that the input fills; the volume's own come before it.
  private static let firstEntry = 24
  private static let logs = "Windows/System32/winevt/Logs/"

  private static let writer: NTFSWriter = {
    var writer = NTFSWriter()
    writer.clusterByteCount = 512
    writer.clusterCount = 256
    writer.usesIndexNodes = true
    var files = ["a", "b", "c", "d", "e"].map { NTFSWriter.File(logs + $0 + ".evtx") }
    let content = Array("ElfFile\0".utf8) + (0..<1_800).map { UInt8(truncatingIfNeeded: $0 / 3) }
    for index in files.indices { files[index].content = content }
    files[0].clustersPerRun = 1
    files[1].content = Array(content[..<200])
    files[1].isResident = true
    files[1].stream = ("other", [1, 2, 3])
    files[2].clustersPerRun = 1
    files[2].usesAttributeList = true
    files[3].initialized = 700
    files[4].isDeleted = true
    for file in files { writer.add(file) }
    return writer
  }()

  private static let base: [UInt8] = writer.image()
  private static let tableOffset = Int(base.u64(at: 48)) * 512

  /// Records of $MFT: all of the writer's, or one with a compressed stream.
  static func seed(_ number: UInt32) -> [UInt8] {
    let start = tableOffset + firstEntry * recordByteCount
    guard number % 4 != 0 else { return compressed() }
    // Each record as it is in memory: its update sequence is made anew.
    return Array(base[start..<start + 14 * recordByteCount])
  }

  /// A record whose stream is a compressed unit and a hole.
  private static func compressed() -> [UInt8] {
    var record = NTFSRecordWriter()
    record.add(record.resident(0x10, NTFSRecordWriter.standardInformation()))
    record.add(
      record.resident(0x30, NTFSRecordWriter.fileName(Array("z.evtx".utf16), folder: 5 | 1 << 48)))
    record.add(
      record.nonResident(
        0x80, runs: [(200, 2), (nil, 14), (210, 1), (nil, 15), (180, 16)], clusterByteCount: 512,
        byteCount: 24_000, compressionUnit: 4, flags: 1))
    return record.record(entry: firstEntry)
  }

  /// The volume with the input's records, which are whole.
  static func check(_ input: [UInt8]) {
    var image = base
    let start = tableOffset + firstEntry * recordByteCount
    let room = image.count - start
    for record in stride(from: 0, to: min(input.count, room), by: recordByteCount) {
      var bytes = Array(input[record..<min(input.count, record + recordByteCount)])
      bytes += repeatElement(0, count: recordByteCount - bytes.count)
      guard start + record + recordByteCount <= image.count else { break }
      // Where the update sequence has its usual place, it is made right; elsewhere it is the input's.
      if bytes.u16(at: 4) == 48, bytes.u16(at: 6) == 3 {
        bytes = NTFSRecordWriter.protected(bytes, sequenceOffset: 48, number: 0x0107)
      }
      image.replaceSubrange(start + record..<start + record + recordByteCount, with: bytes)
    }
    // Somewhere in the free clusters lies a compressed unit.
    let packed = LZNT1Writer.compress([UInt8](repeating: 0x41, count: 8_192))
    image.replaceSubrange(200 * 512..<200 * 512 + packed.count, with: packed)
    check(volume: MemoryByteSource(image))
  }

  /// Everything that is read of a volume, in the ways of the program.
  static func check(volume source: any ByteSource) {
    let volume: NTFSVolume
    do throws(DiskFailure) { volume = try NTFSVolume(source) } catch { return }
    let table = FileTable(volume)
    guard UInt64(table.count) <= volume.entryCount else {
      fail("\(table.count) entries of \(volume.entryCount)")
    }
    guard table.logCandidates().count == table.count else { fail("candidates beyond the entries") }
    _ = table.logFolders()
    for entry in 0..<min(volume.entryCount, 64) {
      let file: NTFSFile
      do throws(DiskFailure) { file = try volume.file(entry) } catch { continue }
      check(file, volume, table)
    }
  }

  private static func check(_ file: NTFSFile, _ volume: NTFSVolume, _ table: FileTable) {
    for name in file.names { _ = table.folderNames(name.folder) }
    for stream in file.streams.prefix(16) {
      for (one, other) in zip(stream.extents, stream.extents.dropFirst())
      where one.end != other.streamCluster { fail("runs \(one) and \(other) are apart") }
      for extent in stream.extents {
        guard let cluster = extent.volumeCluster else { continue }
        guard cluster >= 0, extent.count <= volume.boot.clusterCount - cluster else {
          fail("run \(extent) lies outside")
        }
      }
      do throws(DiskFailure) {
        checkReads(try stream.makeSource(volume), of: "entry \(file.reference)")
      } catch {
        continue
      }
    }
    if file.isFolder {
      let index = DirectoryIndex(file, in: volume, nodeLimit: 16)
      guard index.nodeCount <= 16 else { fail("\(index.nodeCount) index nodes") }
    }
  }
}
