internal import ByteIO

/// An opened NTFS volume: its boot sector and its $MFT.
final class NTFSVolume: Sendable {
  /// The volume's bytes.
  let source: any ByteSource
  let boot: NTFSBootSector
  /// $MFT's content.
  let table: StreamSource
  /// What is wrong with the volume's own structures.
  let failures: [DiskFailure]
  /// Bytes of attribute lists that may still be read.
  private let listBytesLeft = Monitor(Limits.attributeListTotalByteCount)

  /// Opens the volume in `source`.
  ///
  /// - Throws: `damaged-volume` when neither the boot sector nor its copy, or neither $MFT's first record
  ///   nor the one in $MFTMirr, can be used.
  init(_ source: any ByteSource) throws(DiskFailure) {
    self.source = source
    var failures: [DiskFailure] = []
    boot = try Self.bootSector(source, &failures)
    table = try Self.table(source, boot, &failures)
    self.failures = failures
  }

  /// Entries of $MFT.
  var entryCount: UInt64 {
    // A table larger than the volume is a lie.
    UInt64(min(table.byteCount, boot.volumeByteCount) / Int64(boot.recordByteCount))
  }

  /// Reads a file record.
  ///
  /// - Throws: `damaged-volume`, or `read-failed`.
  func record(_ entry: UInt64) throws(DiskFailure) -> FileRecord {
    guard entry < entryCount else {
      throw DiskFailure(damaged: "$MFT entry \(entry) of \(entryCount)")
    }
    return try Self.record(
      table, at: Int64(entry) * Int64(boot.recordByteCount), entry: entry, boot)
  }

  /// Gathers a file.
  ///
  /// - Throws: `damaged-volume`, or `read-failed`.
  func file(_ entry: UInt64) throws(DiskFailure) -> NTFSFile { try NTFSFile(entry, in: self) }

  /// The content of an attribute other than a stream, of `limit` bytes at most.
  func content(
    of attribute: Attribute, in record: FileRecord, limit: Int64
  ) throws(DiskFailure) -> [UInt8] {
    if case .nonResident(let form) = attribute.form {
      let isLeft = listBytesLeft.withLock { left in
        left -= min(form.byteCount, limit)
        return left >= 0
      }
      guard isLeft else {
        throw DiskFailure(damaged: "more than \(Limits.attributeListTotalByteCount) bytes in all")
      }
    }
    return try Self.content(of: attribute, in: record, limit: limit, source, boot)
  }
}

// MARK: - Opening

extension NTFSVolume {
  private static func bootSector(
    _ source: any ByteSource, _ failures: inout [DiskFailure]
  ) throws(DiskFailure) -> NTFSBootSector {
    let first = Result { () throws(DiskFailure) in
      let bytes = try read(source, at: 0, count: 512, "NTFS boot sector")
      return try NTFSBootSector(bytes.rawSpan)
    }
    guard case .failure(let problem) = first, let backup = NTFSBootSector.backup(in: source) else {
      return try first.get()
    }
    failures.append(
      DiskFailure(damaged: "\(problem.message); its copy at the volume's end is used", at: 0))
    return backup
  }

  /// Opens $MFT by its own first record, or by the copy of that in $MFTMirr.
  private static func table(
    _ source: any ByteSource, _ boot: NTFSBootSector, _ failures: inout [DiskFailure]
  ) throws(DiskFailure) -> StreamSource {
    let clusterByteCount = Int64(boot.clusterByteCount)
    let first = Result { () throws(DiskFailure) in
      try table(source, boot, at: boot.tableCluster * clusterByteCount, &failures)
    }
    guard case .failure(let problem) = first, boot.mirrorCluster < boot.clusterCount else {
      return try first.get()
    }
    let second = Result { () throws(DiskFailure) in
      try table(source, boot, at: boot.mirrorCluster * clusterByteCount, &failures)
    }
    // The first one says more than its copy.
    guard case .success(let table) = second else { throw problem }
    failures.append(
      DiskFailure(damaged: "\(problem.message); $MFTMirr is used", at: problem.offset))
    return table
  }

  private static func table(
    _ source: any ByteSource, _ boot: NTFSBootSector, at offset: Int64,
    _ failures: inout [DiskFailure]
  ) throws(DiskFailure) -> StreamSource {
    let record = try record(source, at: offset, entry: 0, boot)
    var parts: [(Attribute.NonResident, FileRecord)] = []
    var list: Attribute?
    try dataParts(record, &parts, &list)
    guard let first = parts.first(where: { $0.0.firstCluster == 0 })?.0 else {
      throw DiskFailure(damaged: "$MFT: its first record has no $DATA", at: offset)
    }
    var map = StreamMap(clusterByteCount: boot.clusterByteCount)
    Self.append(parts, to: &map, boot)
    if let list {
      try appendListed(list, in: record, of: first, to: &map, source, boot, &failures)
    }
    let table = StreamSource(
      source, map: map, byteCount: first.byteCount, initialized: first.initialized)
    if table.map.end < table.byteCount / Int64(boot.clusterByteCount) || table.map.failure != nil {
      failures.append(
        DiskFailure(
          damaged: "$MFT: of its \(table.byteCount) bytes the clusters of "
            + "\(table.map.end * Int64(boot.clusterByteCount)) are known"
            + (table.map.failure.map { ": \($0)" } ?? "")))
    }
    return table
  }

  /// Appends the further parts of $MFT. Each lies in a record that the parts before it hold.
  private static func appendListed(
    _ list: Attribute, in record: FileRecord, of first: Attribute.NonResident,
    to map: inout StreamMap, _ source: any ByteSource, _ boot: NTFSBootSector,
    _ failures: inout [DiskFailure]
  ) throws(DiskFailure) {
    let content = try content(
      of: list, in: record, limit: Limits.attributeListByteCount, source, boot)
    let (entries, failure) = AttributeListEntry.decode(content)
    if let failure { failures.append(DiskFailure(damaged: "$MFT: \(failure)")) }
    var visited: Set<UInt64> = [0]
    var strangeCount = 0
    let wanted = entries.filter { $0.type == AttributeType.data && !$0.hasName }
      .sorted { $0.firstCluster < $1.firstCluster }
    for entry in wanted where visited.insert(entry.record.entry).inserted {
      var parts: [(Attribute.NonResident, FileRecord)] = []
      var ignored: Attribute?
      do throws(DiskFailure) {
        guard entry.record.entry < UInt64(1) << 40 else {
          throw DiskFailure(damaged: "entry \(entry.record.entry)")
        }
        let part = try continuation(entry.record.entry, of: first, map, source, boot)
        try dataParts(part, &parts, &ignored)
      } catch {
        failures.append(DiskFailure(damaged: "$MFT's attribute list: \(error.message)"))
        strangeCount += 1
        guard strangeCount < Limits.strangeRecords else { return }
      }
      append(parts, to: &map, boot)
    }
  }

  /// Reads a record that continues $MFT, from the parts that are known.
  private static func continuation(
    _ entry: UInt64, of first: Attribute.NonResident, _ map: StreamMap, _ source: any ByteSource,
    _ boot: NTFSBootSector
  ) throws(DiskFailure) -> FileRecord {
    // Gone when this returns: the map grows in place then.
    let table = StreamSource(
      source, map: map, byteCount: first.byteCount, initialized: first.initialized)
    let part = try record(
      table, at: Int64(entry) * Int64(boot.recordByteCount), entry: entry, boot)
    guard part.header.isExtension, part.header.base.entry == 0 else {
      throw DiskFailure(damaged: "entry \(entry) does not continue $MFT")
    }
    return part
  }

  /// Appends the runs of some attributes to a map, in the order of their clusters.
  private static func append(
    _ parts: [(Attribute.NonResident, FileRecord)], to map: inout StreamMap, _ boot: NTFSBootSector
  ) {
    for (form, record) in parts.sorted(by: { $0.0.firstCluster < $1.0.firstCluster }) {
      let runs = RunList(
        record.bytes.rawSpan, in: form.runs, first: form.firstCluster,
        clusterCount: boot.clusterCount)
      map.append(runs, first: form.firstCluster)
    }
  }

  private static func dataParts(
    _ record: FileRecord, _ parts: inout [(Attribute.NonResident, FileRecord)],
    _ list: inout Attribute?
  ) throws(DiskFailure) {
    var cursor = AttributeCursor(record)
    while let attribute = try cursor.next(in: record.bytes.rawSpan) {
      if attribute.type == AttributeType.attributeList { list = list ?? attribute }
      if attribute.type == AttributeType.data, attribute.nameRange.isEmpty,
        case .nonResident(let form) = attribute.form
      {
        parts.append((form, record))
      }
    }
  }

  private static func record(
    _ source: any ByteSource, at offset: Int64, entry: UInt64, _ boot: NTFSBootSector
  ) throws(DiskFailure) -> FileRecord {
    let content = try read(source, at: offset, count: boot.recordByteCount, "$MFT entry \(entry)")
    guard content.count == boot.recordByteCount else {
      throw DiskFailure(
        damaged: "$MFT entry \(entry): \(content.count) bytes, expected \(boot.recordByteCount)")
    }
    return try FileRecord(content, entry: entry)
  }

  private static func content(
    of attribute: Attribute, in record: FileRecord, limit: Int64, _ source: any ByteSource,
    _ boot: NTFSBootSector
  ) throws(DiskFailure) -> [UInt8] {
    switch attribute.form {
    case .resident(let range): return Array(record.bytes[range])
    case .nonResident(let form):
      guard form.byteCount <= limit else {
        throw DiskFailure(damaged: "\(form.byteCount) bytes, expected \(limit) at most")
      }
      var map = StreamMap(clusterByteCount: boot.clusterByteCount)
      let list = RunList(
        record.bytes.rawSpan, in: form.runs, first: form.firstCluster,
        clusterCount: boot.clusterCount)
      map.append(list, first: form.firstCluster)
      let stream = StreamSource(
        source, map: map, byteCount: form.byteCount, initialized: form.initialized)
      return try read(
        stream, at: 0, count: Int(form.byteCount), "attribute of entry \(record.entry)")
    }
  }

  private static func read(
    _ source: any ByteSource, at offset: Int64, count: Int, _ structure: String
  ) throws(DiskFailure) -> [UInt8] {
    do throws(ByteSourceError) {
      return try source.bytes(at: offset, count: count)
    } catch {
      throw DiskFailure(error, reading: structure)
    }
  }
}
