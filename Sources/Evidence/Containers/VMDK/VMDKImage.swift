internal import ByteIO

/// Opens VMware's disks: sparse, flat, split and stream-optimised.
enum VMDKImage {
  /// Opens the disk whose descriptor, or only extent, `source` is.
  static func open(
    _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> OpenedContainer {
    let head = try context.readAvailable("header", source, at: 0, byteCount: 512)
    if head.rawSpan.matches(VMDKFormat.hostedSignature, at: 0) {
      throw context.refused("is a sparse VMDK extent of ESX (COWD), which is not supported")
    }
    if let header = VMDKSparseHeader(head) { return try openSparse(source, header, context) }
    guard head.rawSpan.matches(VMDKFormat.descriptorSignature, at: 0) else {
      throw context.damaged("ends inside its VMDK header, after \(head.count) bytes")
    }
    guard source.byteCount <= Int64(ContainerLimits.descriptorByteCount) else {
      throw context.damaged(
        "is a VMDK descriptor of \(source.byteCount) bytes, expected at most "
          + "\(ContainerLimits.descriptorByteCount)")
    }
    let text = try context.read(
      "descriptor", source, at: 0, byteCount: Int(source.byteCount))
    let descriptor = VMDKDescriptor(text)
    try refuseParent(descriptor, context)
    return try openExtents(descriptor, source, context)
  }

  private static func refuseParent(
    _ descriptor: VMDKDescriptor, _ context: ContainerContext
  ) throws(EvidenceError) {
    guard descriptor.hasParent else { return }
    let parent = descriptor.parentName.map { EvidencePath($0).terminal } ?? "?"
    throw EvidenceError(
      .imageDifferencing, context.path,
      "is a differencing VMDK image: it has only what differs from its parent \"\(parent)\"; merge "
        + "them first")
  }

  // MARK: - One file

  private static func openSparse(
    _ source: any ByteSource, _ header: VMDKSparseHeader, _ context: ContainerContext
  ) throws(EvidenceError) -> OpenedContainer {
    guard header.descriptorOffset > 0 else {
      throw EvidenceError(
        .imagePart, context.path,
        "is one extent of a split VMDK image; give its descriptor, the small .vmdk file beside it")
    }
    let descriptor = try embeddedDescriptor(source, header, context)
    try refuseParent(descriptor, context)
    guard descriptor.extents.count <= 1 else {
      throw context.refused(
        "is a sparse VMDK extent whose descriptor names \(descriptor.extents.count) extents, "
          + "expected one")
    }
    let parts = PartPool(source, context.path)
    let complete = try withFooter(header, source, context.path, context)
    let sparse = try VMDKSparseExtent(complete, part: 0, parts: parts, context)
    let piece = VMDKLayout.Piece(
      start: 0, byteCount: sparse.byteCount, content: .sparse(sparse))
    return opened([piece], parts, context)
  }

  private static func embeddedDescriptor(
    _ source: any ByteSource, _ header: VMDKSparseHeader, _ context: ContainerContext
  ) throws(EvidenceError) -> VMDKDescriptor {
    let (offset, overflow) = clampedCount(header.descriptorOffset).multipliedReportingOverflow(
      by: 512)
    let sectors = min(
      header.descriptorSectorCount, UInt64(ContainerLimits.descriptorByteCount / 512))
    let text =
      overflow
      ? []
      : try context.readAvailable("descriptor", source, at: offset, byteCount: Int(sectors) * 512)
    if !text.rawSpan.matches(VMDKFormat.descriptorSignature, at: 0) {
      context.diagnostics.note(
        context.path, "has no descriptor where its header says; taken as one sparse extent")
    }
    return VMDKDescriptor(text)
  }

  /// The footer of a stream-optimised extent, which is the header with the place of the directory:
  /// before the last sector, which marks the end of the stream.
  private static func withFooter(
    _ header: VMDKSparseHeader, _ source: any ByteSource, _ path: EvidencePath,
    _ context: ContainerContext
  ) throws(EvidenceError) -> VMDKSparseHeader {
    guard header.directoryOffset == VMDKFormat.directoryAtEnd else { return header }
    let offset = source.byteCount - 1_024
    let bytes = try context.readAvailable("footer", source, at: offset, byteCount: 512)
    guard let footer = VMDKSparseHeader(bytes) else {
      throw EvidenceError(
        .imageDamaged, path,
        "the footer at \(offset), which says where the grain directory is, begins with "
          + "\(bytes.rawSpan.shownHex(from: 0, to: 4)), expected \"KDMV\"; the file may be cut off",
        at: max(0, offset))
    }
    return footer
  }

  private static func opened(
    _ pieces: [VMDKLayout.Piece], _ parts: PartPool, _ context: ContainerContext
  ) -> OpenedContainer {
    let layout = VMDKLayout(pieces, parts, context.diagnostics)
    let largestGrain = pieces.reduce(0) { largest, piece in
      if case .sparse(let sparse) = piece.content {
        max(largest, Int(sparse.grainByteCount))
      } else {
        largest
      }
    }
    return OpenedContainer(
      media: MappedMedia(
        layout, parts, context.diagnostics, unitByteCount: max(1, largestGrain)),
      kind: .vmdk, files: parts.parts.map(\.path), logicalSectorByteCount: 512, acquisition: nil,
      diagnostics: context.diagnostics)
  }

  // MARK: - Several files

  private static func openExtents(
    _ descriptor: VMDKDescriptor, _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> OpenedContainer {
    if let line = descriptor.wrongLine {
      throw context.damaged(
        "its descriptor has the line \"\(EvidencePath(line).terminal)\", expected ACCESS SECTORS "
          + "TYPE \"NAME\" OFFSET")
    }
    guard !descriptor.extents.isEmpty, descriptor.extents.count <= ContainerLimits.partCount else {
      throw context.damaged(
        "its descriptor names \(descriptor.extents.count) extents, expected 1 to "
          + "\(ContainerLimits.partCount)")
    }
    var files = [PartPool.Part(path: context.path, name: nil, byteCount: source.byteCount)]
    var partOf: [[UInt8]: Int] = [:]
    for extent in descriptor.extents where extent.type != "ZERO" {
      try check(extent, context)
      guard partOf[extent.name] == nil else { continue }
      let path = context.siblings.path(extent.name)
      let file: any ByteSource
      do throws(EvidenceError) { file = try context.siblings.open(extent.name) } catch {
        guard error.code == .notFound else { throw error }
        throw EvidenceError(
          .imagePart, context.path,
          "its extent \"\(EvidencePath(extent.name).terminal)\" is not beside it")
      }
      partOf[extent.name] = files.count
      files.append(PartPool.Part(path: path, name: extent.name, byteCount: file.byteCount))
    }
    let parts = PartPool(first: source, parts: files, siblings: context.siblings)
    var pieces: [VMDKLayout.Piece] = []
    var start: Int64 = 0
    for extent in descriptor.extents where extent.sectorCount > 0 {
      guard extent.sectorCount <= (ContainerLimits.mediaByteCount - start) / 512 else {
        throw context.damaged(
          "its extents are together more than \(ContainerLimits.mediaByteCount) bytes")
      }
      let byteCount = extent.sectorCount * 512
      let content = try content(
        of: extent, byteCount: byteCount, part: partOf[extent.name], start: start, parts, context)
      pieces.append(VMDKLayout.Piece(start: start, byteCount: byteCount, content: content))
      start += byteCount
    }
    guard start > 0 else { throw context.damaged("its extents have no sectors") }
    return opened(pieces, parts, context)
  }

  /// Refuses what is not a plain name of a file beside the descriptor, before anything is opened.
  private static func check(
    _ extent: VMDKDescriptor.Extent, _ context: ContainerContext
  ) throws(EvidenceError) {
    let shown = EvidencePath(extent.name).terminal
    guard ["FLAT", "VMFS", "SPARSE"].contains(extent.type) else {
      throw context.refused(
        "its extent \"\(shown)\" is of type \(terminalText(extent.type)), which is not supported")
    }
    let separators: [UInt8] = [0, 0x2f, 0x5c]
    guard !extent.name.isEmpty, !extent.name.contains(where: separators.contains),
      extent.name != Array("..".utf8), extent.name != Array(".".utf8)
    else {
      throw EvidenceError(
        .imagePart, context.path,
        "its extent \"\(shown)\" is not a name in the same folder; files elsewhere are not opened")
    }
  }

  private static func content(
    of extent: VMDKDescriptor.Extent, byteCount: Int64, part: Int?, start: Int64,
    _ parts: PartPool, _ context: ContainerContext
  ) throws(EvidenceError) -> VMDKLayout.Piece.Content {
    guard let part else { return .zero }
    let file = parts.parts[part]
    guard extent.type == "SPARSE" else {
      let (offset, overflow) = extent.sectorOffset.multipliedReportingOverflow(by: 512)
      let flatStart = overflow ? Int64.max : offset
      let stored = max(0, file.byteCount - flatStart)
      if stored < byteCount {
        context.diagnostics.loss(
          start + stored..<start + byteCount, file.path, FixedLayout.problem(file))
      }
      return .flat(
        FixedLayout(byteCount: byteCount, start: flatStart, part: part, parts: parts))
    }
    let source: any ByteSource
    do throws(ByteSourceError) { source = try parts.source(part) } catch {
      throw EvidenceError(.readFailed, file.path, error.reason)
    }
    let head = try context.readAvailable("header", source, at: 0, byteCount: 512)
    guard let header = VMDKSparseHeader(head) else {
      throw EvidenceError(
        .imageDamaged, file.path,
        "begins with \(head.rawSpan.shownHex(from: 0, to: 4)), expected the \"KDMV\" of a sparse "
          + "extent")
    }
    let complete = try withFooter(header, source, file.path, context)
    let sparse = try VMDKSparseExtent(complete, part: part, parts: parts, context)
    if sparse.byteCount < byteCount {
      context.diagnostics.note(
        file.path,
        "has \(sparse.byteCount) bytes, its descriptor says \(byteCount); the rest is zero")
    }
    return .sparse(sparse)
  }
}
