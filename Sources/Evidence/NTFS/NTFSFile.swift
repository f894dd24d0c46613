internal import ByteIO

/// A file of an NTFS volume: its names, times and streams, gathered from all its records.
struct NTFSFile: Sendable {
  let reference: FileReference
  let isInUse: Bool
  let isFolder: Bool
  /// $STANDARD_INFORMATION's times.
  private(set) var times: FileTimes?
  /// All names, 8.3 twins too.
  private(set) var names: [FileName] = []
  /// $DATA and, of folders, the index.
  private(set) var streams: [DataStream] = []
  /// The tag of a reparse point, nil for none.
  private(set) var reparseTag: UInt32?
  /// What is wrong with the file's records.
  private(set) var failures: [String] = []

  /// A stream of a file.
  struct DataStream: Sendable {
    /// The attribute's type: data, index or bitmap.
    let type: UInt32
    /// The number of its first attribute in the file.
    let identifier: UInt16
    /// The name in UTF-16, empty for the content itself.
    let name: [UInt16]
    let isCompressed: Bool
    let isEncrypted: Bool
    /// A power of two of clusters.
    let compressionUnit: UInt16
    var byteCount: Int64
    var initializedByteCount: Int64
    var content: Content
  }

  /// Where a stream is.
  enum Content: Sendable {
    case resident([UInt8])
    case clusters(StreamMap)
  }

  /// An alternate stream's marks of files that Windows' overlay filter compresses.
  static let overlayTag: UInt32 = 0x8000_0017
}

// MARK: - Gathering

extension NTFSFile {
  /// Gathers a file from its base record and the records its attribute list names.
  ///
  /// - Throws: when the base record cannot be read or continues another one.
  init(_ reference: UInt64, in volume: NTFSVolume) throws(DiskFailure) {
    let record = try volume.record(reference)
    guard !record.header.isExtension else {
      throw DiskFailure(
        damaged: "$MFT entry \(reference) continues entry \(record.header.base.entry)")
    }
    self.init(record, volume)
  }

  /// Gathers a file whose base record is in memory.
  init(_ record: FileRecord, _ volume: NTFSVolume) {
    reference = record.reference
    isInUse = record.header.isInUse
    isFolder = record.header.isFolder
    var parts: [StreamPart] = []
    var list: Attribute?
    gather(record, &parts, &list)
    if let list {
      for extensionRecord in extensionRecords(record, list, volume) {
        var ignored: Attribute?
        gather(extensionRecord, &parts, &ignored)
      }
    }
    assemble(parts, volume)
  }

  /// An attribute with content in clusters or in the record, before its parts are put together.
  private struct StreamPart {
    let attribute: Attribute
    let name: [UInt16]
    let record: FileRecord
  }

  private mutating func gather(
    _ record: FileRecord, _ parts: inout [StreamPart], _ list: inout Attribute?
  ) {
    if record.isTorn { failures.append("entry \(record.entry) was written in part") }
    var cursor = AttributeCursor(record)
    let bytes = record.bytes.rawSpan
    do throws(DiskFailure) {
      while let attribute = try cursor.next(in: bytes) {
        switch attribute.type {
        case AttributeType.attributeList: list = list ?? attribute
        case AttributeType.data, AttributeType.indexRoot, AttributeType.indexAllocation,
          AttributeType.bitmap:
          let name = utf16Units(bytes, in: attribute.nameRange)
          parts.append(StreamPart(attribute: attribute, name: name, record: record))
        default:
          if case .resident(let range) = attribute.form { take(attribute, range, bytes) }
        }
      }
    } catch {
      failures.append("entry \(record.entry): \(error.message)")
    }
  }

  private mutating func take(_ attribute: Attribute, _ range: Range<Int>, _ bytes: RawSpan) {
    switch attribute.type {
    case AttributeType.standardInformation:
      if range.count >= 32 { times = times ?? FileTimes(bytes, at: range.lowerBound) }
    case AttributeType.fileName:
      if let name = FileName(bytes, in: range) { names.append(name) }
    case AttributeType.reparsePoint:
      if range.count >= 4 { reparseTag = reparseTag ?? bytes.u32(range.lowerBound) }
    default: break
    }
  }

  /// The records that an attribute list names, each once.
  private mutating func extensionRecords(
    _ record: FileRecord, _ list: Attribute, _ volume: NTFSVolume
  ) -> [FileRecord] {
    let content: [UInt8]
    do throws(DiskFailure) {
      content = try volume.content(of: list, in: record, limit: Limits.attributeListByteCount)
    } catch {
      failures.append("attribute list: \(error.message)")
      return []
    }
    let (entries, failure) = AttributeListEntry.decode(content)
    if let failure { failures.append(failure) }
    var visited: Set<UInt64> = [record.entry]
    var records: [FileRecord] = []
    var strangeCount = 0
    for entry in entries where visited.insert(entry.record.entry).inserted {
      guard records.count < Limits.extensionRecordsByteCount / volume.boot.recordByteCount,
        strangeCount < Limits.strangeRecords
      else {
        failures.append("attribute list: it is given up after \(visited.count) records")
        break
      }
      do throws(DiskFailure) {
        let found = try volume.record(entry.record.entry)
        guard found.header.base.entry == record.entry, found.header.isExtension,
          // The records of a deleted file count their deletion each.
          !isInUse || found.header.base.sequence == reference.sequence
        else {
          throw DiskFailure(
            damaged: "$MFT entry \(entry.record.entry) does not continue entry \(record.entry)")
        }
        records.append(found)
      } catch {
        strangeCount += 1
        failures.append("attribute list: \(error.message)")
      }
    }
    return records
  }

  /// Puts the parts of each stream together, in the order of their clusters.
  private mutating func assemble(_ parts: [StreamPart], _ volume: NTFSVolume) {
    var order: [StreamKey] = []
    var groups: [StreamKey: [StreamPart]] = [:]
    for part in parts {
      let key = StreamKey(type: part.attribute.type, name: part.name)
      if groups[key] == nil {
        guard order.count < Limits.streamsPerFile else {
          failures.append("more than \(Limits.streamsPerFile) streams")
          break
        }
        order.append(key)
      }
      groups[key, default: []].append(part)
    }
    for key in order {
      if let stream = Self.stream(key, groups[key] ?? [], volume) { streams.append(stream) }
    }
  }

  private struct StreamKey: Hashable {
    let type: UInt32
    let name: [UInt16]
  }

  private static func stream(
    _ key: StreamKey, _ parts: [StreamPart], _ volume: NTFSVolume
  ) -> DataStream? {
    var clusters: [(Attribute, Attribute.NonResident, FileRecord)] = []
    for part in parts {
      switch part.attribute.form {
      case .resident(let range):
        return DataStream(
          type: key.type, identifier: part.attribute.identifier, name: key.name,
          isCompressed: false,
          isEncrypted: part.attribute.isEncrypted, compressionUnit: 0,
          byteCount: Int64(range.count), initializedByteCount: Int64(range.count),
          content: .resident(Array(part.record.bytes[range])))
      case .nonResident(let form): clusters.append((part.attribute, form, part.record))
      }
    }
    clusters.sort { $0.1.firstCluster < $1.1.firstCluster }
    guard let first = clusters.first else { return nil }
    var map = StreamMap(clusterByteCount: volume.boot.clusterByteCount)
    var size: Int64 = 0
    for (_, form, record) in clusters {
      let list = RunList(
        record.bytes.rawSpan, in: form.runs, first: form.firstCluster,
        clusterCount: volume.boot.clusterCount)
      map.append(list, first: form.firstCluster)
      size = max(size, (form.lastCluster + 1) * map.clusterByteCount)
    }
    if map.allocatedClusterCount > volume.boot.clusterCount {
      map.refuse("the file has more clusters than the volume")
    }
    let isFirstThere = first.1.firstCluster == 0
    if !isFirstThere { map.fail("the record with the file's first clusters is lost") }
    return DataStream(
      type: key.type, identifier: first.0.identifier, name: key.name,
      isCompressed: first.0.isCompressed && first.1.compressionUnit > 0,
      isEncrypted: first.0.isEncrypted, compressionUnit: first.1.compressionUnit,
      byteCount: isFirstThere ? first.1.byteCount : size,
      initializedByteCount: isFirstThere ? first.1.initialized : size, content: .clusters(map))
  }
}

// MARK: - Reading

extension NTFSFile {
  /// The name to show: the first that is no 8.3 twin.
  var name: FileName? { names.first { !$0.isDOSTwin } ?? names.first }

  /// The content, or the stream of a name.
  func dataStream(_ name: [UInt16] = []) -> DataStream? {
    streams.first { $0.type == AttributeType.data && $0.name == name }
  }

  /// Whether the content is compressed by Windows' overlay filter and lies in another stream.
  var isOverlayCompressed: Bool { reparseTag == Self.overlayTag }
}

extension NTFSFile.DataStream {
  /// Bytes in the record or in clusters on the volume.
  var allocatedByteCount: Int64 {
    switch content {
    case .resident(let bytes): Int64(bytes.count)
    case .clusters(let map): map.allocatedClusterCount * map.clusterByteCount
    }
  }

  /// The runs, empty for content in the record.
  var extents: [Extent] {
    switch content {
    case .resident: []
    case .clusters(let map): map.extents
    }
  }

  /// The stream's bytes; nothing is copied but what lies in the record.
  ///
  /// - Throws: `unreadable-file` for encrypted content.
  func makeSource(_ volume: NTFSVolume) throws(DiskFailure) -> any ByteSource {
    guard !isEncrypted else {
      throw DiskFailure(.unreadableFile, "is encrypted (EFS), skipped")
    }
    switch content {
    case .resident(let bytes): return MemoryByteSource(bytes)
    case .clusters(let map):
      if isCompressed {
        return try CompressedStreamSource(
          volume.source, map: map, byteCount: byteCount, initialized: initializedByteCount,
          unitShift: Int(compressionUnit))
      }
      return StreamSource(
        volume.source, map: map, byteCount: byteCount, initialized: initializedByteCount)
    }
  }
}
