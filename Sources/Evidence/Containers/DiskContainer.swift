public import ByteIO

/// A disk image that was opened.
public struct OpenedContainer: Sendable {
  /// The disk's bytes. Reads may come from several threads; what is damaged reads as zeros and is
  /// told by ``diagnostics``.
  public let media: any ByteSource
  /// How the image holds them.
  public let kind: ContainerKind
  /// The files it consists of, the first one first.
  public let files: [EvidencePath]
  /// Bytes of a sector as the disk's user sees it; nil where the image does not tell.
  public let logicalSectorByteCount: Int?
  /// What the acquisition noted, of an E01 image.
  public let acquisition: AcquisitionData?
  /// What came up so far while it was opened and read.
  public let diagnostics: ContainerDiagnostics
}

/// Opens disk images.
public enum DiskContainer {
  /// Opens the image that begins with a file, by content: whatever has no signature is taken as raw.
  ///
  /// Reads headers and descriptors, not the disk. Other files of the image are taken from `siblings`.
  /// - Parameters:
  ///   - path: the first file's path.
  ///   - source: its bytes.
  ///   - siblings: the files beside it.
  /// - Returns: the disk.
  /// - Throws: `imageDamaged`, `imagePart`, `imageDifferencing`, `imageEncrypted`, `notSupported`,
  ///   `readFailed`, `empty`.
  public static func open(
    _ path: EvidencePath, source: any ByteSource, siblings: any SiblingFiles
  ) throws(EvidenceError) -> OpenedContainer {
    let context = ContainerContext(
      path: path, diagnostics: ContainerDiagnostics(), siblings: siblings)
    guard source.byteCount > 0 else { throw EvidenceError(.empty, path, "is empty (0 bytes)") }
    // A split image may hold any container, so the parts are joined first.
    let joined = try SplitRaw.join(source, context)
    let whole = joined?.media ?? source
    let kind: ContainerKind?
    do throws(ByteSourceError) { kind = try ContainerKind(whole) } catch {
      // A raw image whose first or last sector is unreadable is a raw image all the same.
      kind = nil
    }
    let opened: OpenedContainer
    switch kind {
    case .ewf: opened = try EWFImage.open(whole, context)
    case .vhd: opened = try VHDImage.open(whole, context)
    case .vhdx: opened = try VHDXImage.open(whole, context)
    case .vmdk: opened = try VMDKImage.open(whole, context)
    case .qcow2: opened = try QCOW2Image.open(whole, context)
    case .vdi: opened = try VDIImage.open(whole, context)
    case .raw, .splitRaw, nil:
      return OpenedContainer(
        media: whole, kind: joined == nil ? .raw : .splitRaw, files: joined?.files ?? [path],
        logicalSectorByteCount: nil, acquisition: nil, diagnostics: context.diagnostics)
    }
    guard let joined else { return opened }
    return OpenedContainer(
      media: opened.media, kind: opened.kind, files: joined.files,
      logicalSectorByteCount: opened.logicalSectorByteCount, acquisition: opened.acquisition,
      diagnostics: opened.diagnostics)
  }

  /// Opens the image that begins with the file at `path`, its other parts from the same folder.
  ///
  /// - Throws: as ``open(_:source:siblings:)``, and `notFound`, `unreadable`.
  public static func open(path: EvidencePath) throws(EvidenceError) -> OpenedContainer {
    let source: FileByteSource
    do throws(FileOpenError) { source = try FileByteSource(path: path.bytes) } catch {
      throw EvidenceError(
        error.isNotFound ? .notFound : .unreadable, path,
        error.number == nil ? error.reason : "cannot open: \(error.reason)")
    }
    return try open(path, source: source, siblings: FolderSiblings(folder: path.parent))
  }
}
