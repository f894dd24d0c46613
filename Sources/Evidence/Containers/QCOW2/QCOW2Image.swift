internal import ByteIO

/// Opens QEMU's disks of versions 2 and 3. A backing file is never opened: its name comes from the
/// image, which may be anyone's.
enum QCOW2Image {
  /// Opens the disk in `source`.
  static func open(
    _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> OpenedContainer {
    let bytes = try context.readAvailable("header", source, at: 0, byteCount: 512)
    guard let header = QCOW2Header(bytes) else {
      throw context.damaged("ends inside its qcow2 header, after \(bytes.count) bytes")
    }
    guard header.version == 2 || header.version == 3 else {
      throw context.refused("is a qcow2 image of version \(header.version), expected 2 or 3")
    }
    try refuse(header, source, context)
    guard (9...21).contains(header.clusterBits) else {
      throw context.damaged(
        "says that a cluster has 2^\(header.clusterBits) bytes, expected 2^9 to 2^21")
    }
    guard header.byteCount > 0, header.byteCount <= UInt64(ContainerLimits.mediaByteCount) else {
      throw context.damaged(
        "says that the disk has \(header.byteCount) bytes, expected 1 to "
          + "\(ContainerLimits.mediaByteCount)")
    }
    let parts = PartPool(source, context.path)
    let layout = QCOW2Layout(header, parts, context.diagnostics)
    let levelOneByteCount = 8 * layout.levelOneCount
    guard layout.levelOneCount <= Int64(header.levelOneCount),
      levelOneByteCount <= ContainerLimits.levelOneByteCount
    else {
      throw context.damaged(
        "its L1 table has \(header.levelOneCount) entries, the disk needs \(layout.levelOneCount), "
          + "at most \(ContainerLimits.levelOneByteCount / 8)")
    }
    let offset = clampedCount(header.levelOneOffset)
    guard offset < source.byteCount, levelOneByteCount <= source.byteCount - offset else {
      throw context.damaged(
        "the L1 table at \(offset) takes \(levelOneByteCount) bytes, the file ends at "
          + "\(source.byteCount)", at: offset)
    }
    note(header, context)
    return OpenedContainer(
      media: MappedMedia(
        layout, parts, context.diagnostics, unitByteCount: 1 << Int(header.clusterBits)),
      kind: .qcow2, files: [context.path], logicalSectorByteCount: 512, acquisition: nil,
      diagnostics: context.diagnostics)
  }

  /// Refuses what would need another file, a key or another decompressor.
  private static func refuse(
    _ header: QCOW2Header, _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) {
    if header.backingNameOffset != 0 {
      let count = Int(min(header.backingNameByteCount, 1_023))
      let name = try context.readAvailable(
        "backing file name", source, at: clampedCount(header.backingNameOffset), byteCount: count)
      throw EvidenceError(
        .imageDifferencing, context.path,
        "has only what differs from its backing file \"\(EvidencePath(name).terminal)\", which is "
          + "not opened; convert it with qemu-img first")
    }
    if header.encryption != 0 {
      let kind = header.encryption == 1 ? "AES" : header.encryption == 2 ? "LUKS" : "unknown"
      throw EvidenceError(
        .imageEncrypted, context.path, "is an encrypted qcow2 image (\(kind)), which is not read")
    }
    if header.hasDataFile {
      throw EvidenceError(
        .imageDifferencing, context.path,
        "has its data in an external file, which is not opened; convert it with qemu-img first")
    }
    if header.unknownFeatures != 0 {
      throw context.refused(
        "needs qcow2 features 0x\(String(header.unknownFeatures, radix: 16)), which are not known")
    }
    if header.compression != 0 {
      throw context.refused(
        "has clusters compressed with \(header.compression == 1 ? "zstd" : "an unknown method"), "
          + "expected deflate; convert it with qemu-img first")
    }
  }

  private static func note(_ header: QCOW2Header, _ context: ContainerContext) {
    if header.isCorrupt {
      context.diagnostics.note(context.path, "is marked as corrupt by QEMU")
    }
    if header.snapshotCount > 0 {
      context.diagnostics.note(
        context.path,
        "has \(header.snapshotCount) snapshots inside, which are not read; the present state is")
    }
  }
}
