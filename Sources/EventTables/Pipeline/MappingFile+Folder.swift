internal import ByteIO
public import Evidence

extension MappingFile {
  /// The `.json` files of a folder, in the order of their names.
  ///
  /// - Throws: when the folder or a file cannot be read, or is larger than any mapping is.
  public static func all(in folder: EvidencePath) throws(EvidenceError) -> [MappingFile] {
    let listing: FolderListing
    do throws(FileOpenError) {
      listing = try FolderListing(path: folder.bytes, followingLink: true)
    } catch {
      throw EvidenceError(error.isNotFound ? .notFound : .unreadable, folder, error.reason)
    }
    let paths = listing.entries.map { folder.child($0.name) }.filter { $0.hasSuffix(".json") }
    var files: [MappingFile] = []
    for path in paths.sorted() { files.append(try read(path)) }
    guard !files.isEmpty else {
      throw EvidenceError(.notFound, folder, "holds no .json file")
    }
    return files
  }

  private static func read(_ path: EvidencePath) throws(EvidenceError) -> MappingFile {
    let source: FileByteSource
    do throws(FileOpenError) {
      source = try FileByteSource(path: path.bytes, followingLink: true)
    } catch {
      throw EvidenceError(.unreadable, path, "cannot open: \(error.reason)")
    }
    guard source.byteCount <= Limits.mappingFileByteCount else {
      throw EvidenceError(
        .unreadable, path,
        "has \(source.byteCount) bytes, a mapping file has at most \(Limits.mappingFileByteCount)")
    }
    var buffer = ByteBuffer(capacity: Int(source.byteCount) + 8)
    var text: [UInt8] = []
    do throws(ByteSourceError) {
      let count = try buffer.fill(from: source, at: 0)
      text.append(copying: buffer.bytes.extracting(0..<count))
    } catch {
      throw EvidenceError(.readFailed, path, error.reason, at: error.offset)
    }
    return MappingFile(name: path.display, text: text)
  }
}
