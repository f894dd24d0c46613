extension SampleFile {
  /// The disk image of the case: the file server's disk.
  ///
  /// A master boot record with one NTFS partition. The server's three logs lie where Windows keeps them,
  /// one in several runs and one deleted; a folder of backups holds the workstation's.
  static func diskFile(of logs: [SampleFile]) -> SampleFile {
    var volume = NTFSWriter()
    volume.clusterCount = 192
    volume.usesIndexNodes = true
    var recordCount = 0
    for log in logs {
      let name = log.path.split(separator: "/").last.map(String.init) ?? ""
      guard log.path.hasPrefix("dcom-case/FILESERVER1/") else {
        volume.add("Backup/WORKSTATION5/" + name, log.bytes)
        continue
      }
      var file = NTFSWriter.File("Windows/System32/winevt/Logs/" + name, log.bytes)
      if name == "Security.evtx" { file.clustersPerRun = 5 }
      file.isDeleted = name == "System.evtx"
      volume.add(file)
      recordCount += log.recordCount
    }
    let content = volume.image()
    // Windows begins its first partition at 1 MiB.
    let first = 2_048
    let disk = PartitionTableWriter.disk(
      [
        (
          0,
          PartitionTableWriter.bootRecord([
            PartitionTableWriter.entry(0x07, UInt32(first), UInt32(content.count / 512))
          ])
        ), (first, content),
      ], sectorCount: first + content.count / 512)
    var writer = EWFWriter()
    writer.storage = { _ in .deflated(9) }
    writer.header = [
      ("a", "disk of FILESERVER1"), ("c", "DCOM case"), ("n", "1"), ("e", "logspoor"),
      ("t", "made by write-samples"), ("av", "1"), ("ov", "Linux"), ("m", "1715760000"),
      ("u", "1715760000"),
    ]
    return SampleFile(
      "dcom-case.E01",
      "disk of FILESERVER1 with its three logs, System.evtx deleted, Security.evtx in runs; "
        + "the workstation's lie in Backup (--all-folders)",
      recordCount: recordCount, bytes: writer.segments(of: disk)[0])
  }
}
