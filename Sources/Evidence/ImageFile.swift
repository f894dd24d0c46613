internal import ByteIO

/// What the file system of a disk image says about a log in it.
public struct ImageFile: Hashable, Sendable {
  /// What became of a file.
  public enum State: String, Hashable, Sendable {
    /// In its folder.
    case active
    /// Deleted; its record and its folder are still known.
    case deleted
    /// Its folder is no longer known.
    case orphan
    /// No file: the clusters that nothing uses.
    case unallocated
  }

  /// The partition's number, 0 for a volume without a table.
  public let partition: Int
  /// The path in the volume, from `\` on; of an alternate stream with `:` and the stream's name.
  public let path: String
  /// The path in UTF-16 as stored where that is no text: names may hold lone surrogates.
  public let storedPath: [UInt16]?
  /// $MFT entry and sequence number, nil for unallocated space.
  public let reference: FileReference?
  /// What became of it.
  public let state: State
  /// The times in $STANDARD_INFORMATION, which programs can set.
  public let standardTimes: FileTimes?
  /// The times in $FILE_NAME, which Windows alone sets.
  public let nameTimes: FileTimes?
  /// Size of the stream in bytes.
  public let byteCount: Int64
  /// Bytes that were ever written; zeros follow.
  public let initializedByteCount: Int64
  /// Bytes in clusters, or in the file record.
  public let allocatedByteCount: Int64
  /// Whether the content lies in the file record.
  public let isResident: Bool
  /// Whether NTFS compressed it.
  public let isCompressed: Bool
  /// Runs of clusters.
  public let runCount: Int
  /// Of a deleted file, the clusters that other files use by now; nil where that is not known.
  public let overwrittenClusterCount: Int64?
  /// Clusters of the stream that lie on the volume.
  public let clusterCount: Int64
}

extension ImageFile {
  /// Space that no file uses.
  init(unallocated path: String, partition: Int, _ source: any ByteSource) {
    self.init(
      partition: partition, path: path, storedPath: nil, reference: nil, state: .unallocated,
      standardTimes: nil, nameTimes: nil, byteCount: source.byteCount,
      initializedByteCount: source.byteCount, allocatedByteCount: 0, isResident: false,
      isCompressed: false, runCount: 0, overwrittenClusterCount: nil, clusterCount: 0)
  }

  /// What tells it from an active file in its path: `deleted, 78-2`; nil for an active one.
  var mark: String? {
    guard let reference else { return nil }
    return state == .active ? nil : "\(state.rawValue), \(reference)"
  }
}
