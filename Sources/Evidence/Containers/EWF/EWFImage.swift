internal import ByteIO

/// Opens E01 images.
enum EWFImage {
  /// Opens the image whose first segment `source` is.
  static func open(
    _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> OpenedContainer {
    let parts = try EWFSegments.find(source, context)
    let walk = try EWFSectionWalk(parts, context)
    guard let volume = walk.volume else {
      throw context.damaged("has no volume section, which says how large the disk is")
    }
    // The product of two 32-bit numbers fits 64 bits without a sign.
    let chunkByteCount = clampedCount(
      UInt64(volume.sectorsPerChunk) * UInt64(volume.bytesPerSector))
    guard chunkByteCount > 0, chunkByteCount <= ContainerLimits.unitByteCount else {
      throw context.damaged(
        "says that a chunk is \(volume.sectorsPerChunk) sectors of \(volume.bytesPerSector) bytes, "
          + "expected 1 to \(ContainerLimits.unitByteCount) bytes together")
    }
    let byteCount = try mediaByteCount(volume, walk.groups, chunkByteCount, context)
    let chunkCount = Int((byteCount + chunkByteCount - 1) / chunkByteCount)
    var groups = place(walk.groups, chunkCount: chunkCount, isComplete: walk.isComplete)
    if groups.isEmpty {
      groups = [
        EWFChunkGroup(
          part: 0, firstChunk: 0, chunkCount: chunkCount, tables: [], dataEnd: 0,
          problem: "the image has no chunk table")
      ]
    }
    reportLosses(groups, walk, byteCount, chunkByteCount, parts, context)
    let layout = EWFLayout(
      byteCount: byteCount, chunkByteCount: Int(chunkByteCount), groups: groups, parts: parts,
      diagnostics: context.diagnostics)
    var acquisition = walk.acquisition
    // Media flags: 1 is an image, 2 a physical disk.
    acquisition.isPhysical = volume.isIntact ? volume.mediaFlags & 2 != 0 : nil
    return OpenedContainer(
      media: MappedMedia(
        layout, parts, context.diagnostics, unitByteCount: Int(chunkByteCount)),
      kind: .ewf, files: parts.parts.map(\.path),
      logicalSectorByteCount: Int(volume.bytesPerSector), acquisition: acquisition,
      diagnostics: context.diagnostics)
  }

  /// The size of the disk: sectors; of an acquisition that was broken off, which has none noted, the
  /// chunks that are there.
  private static func mediaByteCount(
    _ volume: EWFVolume, _ groups: [EWFChunkGroup], _ chunkByteCount: Int64,
    _ context: ContainerContext
  ) throws(EvidenceError) -> Int64 {
    let stored = groups.reduce(Int64(0)) { $0 + Int64($1.tables.first?.entryCount ?? 0) }
    var sectors = volume.sectorCount
    if sectors == 0 {
      sectors =
        UInt64(stored).multipliedReportingOverflow(by: UInt64(volume.sectorsPerChunk))
        .partialValue
      context.diagnostics.note(
        context.path, "does not say how many sectors the disk has; \(stored) chunks are stored")
    }
    let (bytes, overflow) = sectors.multipliedReportingOverflow(by: UInt64(volume.bytesPerSector))
    guard !overflow, bytes > 0, bytes <= UInt64(ContainerLimits.mediaByteCount) else {
      throw context.damaged(
        "says that the disk has \(sectors) sectors of \(volume.bytesPerSector) bytes, expected 1 to "
          + "\(ContainerLimits.mediaByteCount) bytes together")
    }
    return Int64(bytes)
  }

  /// Gives each group its place on the disk.
  ///
  /// Tables do not say where their first chunk belongs, only how many follow one another. Behind a
  /// table that cannot be read, chunks are counted from the end of the disk, if all segments are
  /// there; what is between is lost.
  static func place(
    _ groups: [EWFChunkGroup], chunkCount: Int, isComplete: Bool
  ) -> [EWFChunkGroup] {
    var head: [EWFChunkGroup] = []
    var next = 0
    var rest = groups[...]
    while let group = rest.first, next < chunkCount, let table = group.tables.first {
      head.append(placed(group, at: next, min(table.entryCount, chunkCount - next)))
      next += table.entryCount
      rest.removeFirst()
    }
    var tail: [EWFChunkGroup] = []
    var end = chunkCount
    while isComplete, let group = rest.last, let table = group.tables.first,
      end - table.entryCount >= next
    {
      end -= table.entryCount
      tail.append(placed(group, at: end, table.entryCount))
      rest.removeLast()
    }
    guard next < end else { return head.filter { $0.chunkCount > 0 } }
    let part = rest.first?.part ?? groups.last?.part ?? 0
    let problem =
      rest.first { $0.tables.isEmpty }?.problem
      ?? (isComplete
        ? "the tables describe fewer chunks than the disk has"
        : "the segments behind this one are missing")
    let gap = EWFChunkGroup(
      part: part, firstChunk: next, chunkCount: end - next, tables: [], dataEnd: 0,
      problem: problem)
    return (head + [gap] + tail.reversed()).filter { $0.chunkCount > 0 }
  }

  private static func placed(
    _ group: EWFChunkGroup, at firstChunk: Int, _ chunkCount: Int
  ) -> EWFChunkGroup {
    var group = group
    group.firstChunk = firstChunk
    group.chunkCount = chunkCount
    return group
  }

  /// Tells at once what is lost whole: nobody may ever read there, and think that all is well.
  private static func reportLosses(
    _ groups: [EWFChunkGroup], _ walk: EWFSectionWalk, _ byteCount: Int64,
    _ chunkByteCount: Int64, _ parts: PartPool, _ context: ContainerContext
  ) {
    for group in groups where group.tables.isEmpty {
      let start = Int64(group.firstChunk) * chunkByteCount
      context.diagnostics.loss(
        start..<min(byteCount, start + Int64(group.chunkCount) * chunkByteCount),
        parts.parts[group.part].path, group.problem)
    }
    let described = walk.groups.reduce(0) { $0 + ($1.tables.first?.entryCount ?? 0) }
    let needed = (byteCount + chunkByteCount - 1) / chunkByteCount
    if Int64(described) > needed {
      context.diagnostics.note(
        context.path,
        "its tables describe \(described) chunks, the disk has \(needed); the others are left out")
    }
    if !walk.isComplete, !walk.groups.contains(where: { $0.tables.isEmpty }),
      Int64(described) >= needed
    {
      context.diagnostics.note(
        context.path,
        "has no \"done\" section: the acquisition was not finished, or segments are "
          + "missing")
    }
  }
}
