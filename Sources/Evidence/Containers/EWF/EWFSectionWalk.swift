internal import ByteIO

/// Follows the sections of all segments and keeps what they say.
struct EWFSectionWalk {
  private let parts: PartPool
  private let context: ContainerContext

  /// What the disk is, by the first intact description of it.
  private(set) var volume: EWFVolume?
  /// The tables in order, without their places on the disk.
  private(set) var groups: [EWFChunkGroup] = []
  /// What the acquisition noted.
  private(set) var acquisition = AcquisitionData()
  /// Whether the last segment ends the image.
  private(set) var isComplete = false
  private var sectionCount = 0
  /// Where the last `sectors` section's data lies.
  private var sectorsRange: Range<Int64>?
  /// Whether the last group is still waiting for its copy of the table.
  private var awaitsCopy = false

  /// Walks all segments.
  ///
  /// - Throws: `readFailed`; `imagePart` when a segment is of another image; `notSupported`.
  init(_ parts: PartPool, _ context: ContainerContext) throws(EvidenceError) {
    self.parts = parts
    self.context = context
    for part in parts.parts.indices {
      try walkSegment(part)
      if isComplete, part + 1 < parts.parts.count {
        context.diagnostics.note(
          parts.parts[part + 1].path,
          "is a segment behind the one that says it is the last; not read")
        return
      }
    }
  }

  private func source(_ part: Int) throws(EvidenceError) -> any ByteSource {
    do throws(ByteSourceError) { return try parts.source(part) } catch {
      throw EvidenceError(.readFailed, parts.parts[part].path, error.reason)
    }
  }

  private mutating func walkSegment(_ part: Int) throws(EvidenceError) {
    let source = try source(part)
    let path = parts.parts[part].path
    var offset = Int64(EWFFormat.fileHeaderByteCount)
    sectorsRange = nil
    awaitsCopy = false
    while let section = try header(source, at: offset) {
      sectionCount += 1
      guard sectionCount <= ContainerLimits.sectionCount else {
        throw context.refused("has more than \(ContainerLimits.sectionCount) sections")
      }
      if !section.isIntact {
        context.diagnostics.note(
          path, "section at \(offset) (\"\(section.type)\"): wrong checksum", at: offset)
      }
      try read(section, source, part)
      if section.isLast {
        isComplete = section.type == "done"
        return
      }
      guard let next = try nextOffset(behind: section, source) else { break }
      offset = next
    }
    context.diagnostics.note(
      path,
      "the chain of sections breaks behind \(offset): expected a section, a last one being "
        + "\"next\" or \"done\"", at: offset)
    groups.append(
      EWFChunkGroup(
        part: part, tables: [], dataEnd: source.byteCount,
        problem: "the rest of the segment behind \(offset) cannot be read"))
  }

  private func header(
    _ source: any ByteSource, at offset: Int64
  ) throws(EvidenceError) -> EWFSectionHeader? {
    let bytes = try context.readAvailable(
      "section header", source, at: offset, byteCount: EWFFormat.sectionHeaderByteCount)
    guard bytes.count == EWFFormat.sectionHeaderByteCount else { return nil }
    return EWFSectionHeader(bytes.rawSpan, at: offset)
  }

  /// Where the next section begins: where the descriptor says, or behind its size, whichever holds an
  /// intact descriptor. Always further on, so that no walk goes in circles.
  private func nextOffset(
    behind section: EWFSectionHeader, _ source: any ByteSource
  ) throws(EvidenceError) -> Int64? {
    var candidates = [section.nextOffset]
    let (bySize, overflow) = section.fileOffset.addingReportingOverflow(section.byteCount)
    if !overflow, bySize != section.nextOffset { candidates.append(bySize) }
    for candidate in candidates where candidate >= section.dataOffset {
      if let next = try header(source, at: candidate), next.isIntact { return candidate }
    }
    // A descriptor with a wrong checksum is followed only where it is sure to be one: where an intact
    // one says so, by its size as well or by the name that stands there.
    guard section.isIntact, section.nextOffset >= section.dataOffset,
      let next = try header(source, at: section.nextOffset),
      section.nextOffset == bySize || Self.knownTypes.contains(next.type)
    else { return nil }
    return section.nextOffset
  }

  private static let knownTypes: Set<String> = [
    "header", "header2", "volume", "disk", "data", "sectors", "table", "table2", "hash", "digest",
    "xhash", "error2", "session", "next", "done", "ltree", "ltypes",
  ]

  // MARK: - Sections

  private mutating func read(
    _ section: EWFSectionHeader, _ source: any ByteSource, _ part: Int
  ) throws(EvidenceError) {
    let end = section.dataEnd(fileByteCount: source.byteCount)
    switch section.type {
    case "header", "header2": try readText(section, source, end, part)
    case "volume", "disk", "data": try readVolume(section, source, end, part)
    case "sectors": sectorsRange = section.dataOffset..<end
    case "table": try readTable(section, source, end, part, isCopy: false)
    case "table2": try readTable(section, source, end, part, isCopy: true)
    case "hash", "digest": try readHashes(section, source, end, part)
    case "error2": try readErrors(section, source, end, part)
    default: break
    }
    if section.type != "table" { awaitsCopy = false }
  }

  private func data(
    _ section: EWFSectionHeader, _ source: any ByteSource, _ end: Int64, atMost limit: Int
  ) throws(EvidenceError) -> [UInt8] {
    try context.readAvailable(
      "\(section.type) section", source, at: section.dataOffset,
      byteCount: Int(min(Int64(limit), end - section.dataOffset)))
  }

  private mutating func readText(
    _ section: EWFSectionHeader, _ source: any ByteSource, _ end: Int64, _ part: Int
  ) throws(EvidenceError) {
    let stored = try data(section, source, end, atMost: ContainerLimits.headerTextByteCount)
    let (text, problem) = EWFHeaderText.inflated(stored)
    if let problem {
      context.diagnostics.note(
        parts.parts[part].path, "\(section.type) section at \(section.fileOffset): \(problem)",
        at: section.fileOffset)
    }
    EWFHeaderText.read(text, into: &acquisition)
  }

  private mutating func readVolume(
    _ section: EWFSectionHeader, _ source: any ByteSource, _ end: Int64, _ part: Int
  ) throws(EvidenceError) {
    let bytes = try data(section, source, end, atMost: 1_052)
    let path = parts.parts[part].path
    guard let found = EWFVolume(bytes.rawSpan) else {
      context.diagnostics.note(
        path,
        "\(section.type) section at \(section.fileOffset): \(bytes.count) bytes, expected 1052",
        at: section.fileOffset)
      return
    }
    if !found.isIntact {
      context.diagnostics.note(
        path, "\(section.type) section at \(section.fileOffset): wrong checksum",
        at: section.fileOffset)
    }
    guard let known = volume else {
      volume = found
      return
    }
    if found.isIntact, known.isIntact, known.setIdentifier != found.setIdentifier, part > 0,
      !found.setIdentifier.allSatisfy({ $0 == 0 })
    {
      throw EvidenceError(
        .imagePart, path,
        "belongs to another image: its identifier differs from that of "
          + parts.parts[0].path.terminal)
    }
    if found.isIntact, !known.isIntact { volume = found }
  }

  private mutating func readTable(
    _ section: EWFSectionHeader, _ source: any ByteSource, _ end: Int64, _ part: Int, isCopy: Bool
  ) throws(EvidenceError) {
    let bytes = try data(section, source, end, atMost: EWFFormat.tableHeaderByteCount)
    var table: EWFTable?
    if bytes.count == EWFFormat.tableHeaderByteCount {
      table = EWFTable(bytes.rawSpan, section, dataEnd: end)
    }
    if table == nil || table?.isIntact == false {
      context.diagnostics.note(
        parts.parts[part].path,
        "\(section.type) section at \(section.fileOffset): "
          + (table == nil ? "its entries do not fit in it" : "wrong checksum of its header"),
        at: section.fileOffset)
    }
    if isCopy, awaitsCopy, var group = groups.popLast() {
      if let table {
        // The copy is second, unless it alone is intact.
        let isBetter = group.tables.isEmpty || (table.isIntact && !group.tables[0].isIntact)
        group.tables.insert(table, at: isBetter ? 0 : 1)
      }
      groups.append(group)
      return
    }
    let dataEnd: Int64
    if let sectorsRange {
      dataEnd = sectorsRange.upperBound
    } else {
      // The oldest images have the chunks behind the table's entries.
      dataEnd = table?.dataEnd ?? end
    }
    groups.append(
      EWFChunkGroup(
        part: part, tables: table.map { [$0] } ?? [], dataEnd: dataEnd,
        problem: "the table at \(section.fileOffset) cannot be read"))
    awaitsCopy = !isCopy
    sectorsRange = nil
  }

  private mutating func readHashes(
    _ section: EWFSectionHeader, _ source: any ByteSource, _ end: Int64, _ part: Int
  ) throws(EvidenceError) {
    let isDigest = section.type == "digest"
    let byteCount = isDigest ? 80 : 36
    let bytes = try data(section, source, end, atMost: byteCount)
    guard bytes.count == byteCount,
      adler32(bytes.rawSpan, from: 0, to: byteCount - 4) == bytes.rawSpan.u32(byteCount - 4)
    else {
      context.diagnostics.note(
        parts.parts[part].path,
        "\(section.type) section at \(section.fileOffset): wrong checksum; its hashes are left out",
        at: section.fileOffset)
      return
    }
    func kept(_ hash: ArraySlice<UInt8>) -> [UInt8]? {
      hash.allSatisfy { $0 == 0 } ? nil : Array(hash)
    }
    acquisition.md5 = acquisition.md5 ?? kept(bytes[0..<16])
    if isDigest { acquisition.sha1 = acquisition.sha1 ?? kept(bytes[16..<36]) }
  }

  /// Sectors that could not be read: a count, 512 further bytes and a checksum, then pairs of first
  /// sector and count, then a checksum.
  private mutating func readErrors(
    _ section: EWFSectionHeader, _ source: any ByteSource, _ end: Int64, _ part: Int
  ) throws(EvidenceError) {
    let limit = 520 + 8 * ContainerLimits.acquisitionErrorCount + 4
    let bytes = try data(section, source, end, atMost: limit)
    let path = parts.parts[part].path
    guard bytes.count >= 524 else { return }
    let span = bytes.rawSpan
    let claimed = Int(span.u32(0))
    let room = ContainerLimits.acquisitionErrorCount - acquisition.unreadableSectors.count
    let count = min(claimed, (bytes.count - 524) / 8, room)
    if count < claimed {
      context.diagnostics.note(
        path, "error2 section at \(section.fileOffset): lists \(claimed) runs, read \(count)",
        at: section.fileOffset)
    }
    for index in 0..<count {
      let first = UInt64(span.u32(520 + 8 * index))
      acquisition.unreadableSectors.append(first..<first + UInt64(span.u32(524 + 8 * index)))
    }
    let sectors = acquisition.unreadableSectors.reduce(0) { $0 + $1.count }
    context.diagnostics.note(
      path,
      "\(sectors) sectors could not be read when the image was made and are zeros in it")
  }
}
