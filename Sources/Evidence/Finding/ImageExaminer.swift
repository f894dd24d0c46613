internal import ByteIO

/// Finds the logs in a disk image: volume by volume, in the order of the partition table.
struct ImageExaminer {
  /// The image's path as given.
  let path: EvidencePath
  /// The disk's bytes.
  let disk: any ByteSource
  /// The image's file.
  let identity: FileIdentity
  let options: LogFinderOptions
  /// What may still be kept of the image.
  let memory: Memory
  private let container: OpenedContainer

  /// Memory that hostile volumes could take, for a whole image.
  final class Memory {
    var bytesLeft: Int64
    init(_ byteCount: Int64) { bytesLeft = byteCount }

    /// Counts what is kept of a stream: its facts and paths, its runs or its content.
    func take(_ facts: ImageFile, _ stream: NTFSFile.DataStream) {
      var byteCount = 1_024 + 4 * facts.path.utf8.count
      switch stream.content {
      case .resident(let bytes): byteCount += bytes.count
      case .clusters(let map): byteCount += map.extents.count * MemoryLayout<Extent>.stride
      }
      bytesLeft -= Int64(byteCount)
    }
  }

  /// Looks into the disk in `container`.
  init(
    _ path: EvidencePath, _ container: OpenedContainer, identity: FileIdentity,
    options: LogFinderOptions
  ) {
    self.path = path
    self.container = container
    self.identity = identity
    self.options = options
    memory = Memory(options.imageMemoryByteCount)
    disk = container.media
  }

  /// All logs of the disk in `layout`, with what is wrong, and what is known of the image first.
  func items(_ layout: DiskLayout) -> [EvidenceItem] {
    var items = layout.failures.map { EvidenceItem.problem($0.error(about: path)) }
    var infos: [ImageInfo.VolumeInfo] = []
    let namesVolumes = layout.volumes.count(where: { $0.kind == .ntfs }) > 1
    for volume in layout.volumes {
      let prefix = namesVolumes ? "partition\(volume.partition.number)" : ""
      var reader: NTFSVolume?
      var found: [EvidenceItem] = []
      if volume.kind == .ntfs {
        do throws(DiskFailure) {
          let opened = try NTFSVolume(volume.source)
          reader = opened
          found = VolumeExaminer(self, volume, opened, prefix: prefix).items()
        } catch {
          found = [
            .problem(
              EvidenceError(
                error.code, path,
                "\(volume.title) at \(volume.partition.startOffset): "
                  + error.message, at: volume.partition.startOffset))
          ]
        }
      } else if let refusal = volume.refusal {
        found = [.problem(refusal.error(about: path))]
      }
      if reader == nil, options.carving, let carved = carved(volume) { found.append(.log(carved)) }
      items += found
      infos.append(
        ImageInfo.VolumeInfo(
          partition: volume.partition, kind: volume.kind,
          clusterByteCount: reader?.boot.clusterByteCount, serialNumber: reader?.boot.serialNumber,
          isRead: reader != nil, logCount: found.count(where: \.isFileLog)))
    }
    let info = ImageInfo(
      path: path, files: container.files, identities: identities, container: container.kind,
      acquisition: container.acquisition, verification: verify(&items),
      diagnostics: container.diagnostics, byteCount: disk.byteCount, scheme: layout.scheme,
      sectorByteCount: layout.sectorByteCount, volumes: infos)
    if !items.contains(where: \.isFileLog), info.isReadable {
      items.append(
        .problem(
          EvidenceError(
            .noLogs, path,
            options.searchesAllFolders
              ? "is a disk image without an event log in any folder"
              : "is a disk image without an event log under System32\\winevt\\Logs; "
                + "--all-folders looks everywhere")))
    } else if items.isEmpty {
      items.append(
        .problem(EvidenceError(.noLogs, path, "is a disk image without a volume that is known")))
    }
    return [.image(info)] + items
  }
}

extension ImageExaminer {
  /// The identities of all files of the image, which no output may replace.
  private var identities: [FileIdentity] {
    container.files.compactMap { file in
      do throws(FileOpenError) {
        return try FileStatus(path: file.bytes, followingLinks: true).identity
      } catch {
        // Gone since it was opened: then nothing can replace it.
        return nil
      }
    }
  }

  /// The bytes of a volume whose files cannot be read, to be carved; nil where that is hopeless.
  private func carved(_ volume: Volume) -> LogSource? {
    switch volume.kind {
    case .encrypted, .empty: return nil
    default: break
    }
    let partition = volume.partition
    let source = FreeSpaceSource(
      disk, volumeStart: partition.startOffset, volumeByteCount: partition.byteCount)
    let name = partition.number == 0 ? "" : "partition\(partition.number)"
    let file = ImageFile(unallocated: "\\$Unallocated", partition: partition.number, source)
    return LogSource(
      path: path.appending("!" + name + file.path), source: source, identity: identity,
      kind: .evtxFragments, file: file)
  }

  /// Compares the disk's hashes with those its image stores, where that was asked for.
  private func verify(_ items: inout [EvidenceItem]) -> HashVerification? {
    guard options.verifiesImages,
      let found = container.verify(
        threads: processorCount(), isCancelled: { Interrupts.received != 0 })
    else { return nil }
    if found.isMatch == false {
      let stored =
        found.storedMD5.map { "MD5 \(hexDigits($0))" }
        ?? found.storedSHA1.map { "SHA-1 \(hexDigits($0))" } ?? ""
      items.append(
        .problem(
          EvidenceError(
            .imageHash, path,
            "the disk's hash is not the one stored in the image: found MD5 "
              + "\(hexDigits(found.computed.md5)) and SHA-1 \(hexDigits(found.computed.sha1)), "
              + "stored \(stored)")))
    }
    return found
  }
}

extension EvidenceItem {
  /// Whether this is a log that is a file, and not the space that no file uses.
  fileprivate var isFileLog: Bool {
    if case .log(let log) = self { log.file?.state != .unallocated } else { false }
  }
}
