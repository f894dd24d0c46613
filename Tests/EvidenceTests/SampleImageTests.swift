import Evidence
import TestSupport
import Testing

/// The disk image in Samples, beside the logs it was made of.
@Suite struct SampleImageTests {
  private static let samples =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Samples"
  private static let image = EvidencePath("\(samples)/dcom-case.E01")

  private func logs(allFolders: Bool) -> [LogSource] {
    var options = LogFinderOptions()
    options.searchesAllFolders = allFolders
    let items = Array(LogFinder(paths: [Self.image], options: options))
    #expect(items.compactMap(\.problem).isEmpty)
    return items.compactMap(\.log)
  }

  @Test(arguments: [false, true])
  func `the logs in the image are those of the folder, bit for bit`(allFolders: Bool) throws {
    let logs = logs(allFolders: allFolders)
    #expect(logs.count == (allFolders ? 6 : 3))
    for log in logs {
      let file = try #require(log.file)
      let name = try #require(file.path.split(separator: "\\").last)
      let host = file.path.contains("Backup") ? "WORKSTATION5" : "FILESERVER1"
      let isSame =
        try content(of: log.source) == readFile("\(Self.samples)/dcom-case/\(host)/\(name)")
      #expect(isSame, "\(log.displayPath)")
      #expect(file.state == (host == "FILESERVER1" && name == "System.evtx" ? .deleted : .active))
    }
    #expect(logs.contains { ($0.file?.runCount ?? 0) > 1 })
  }

  @Test func `the hash stored in the image is that of its disk`() throws {
    let opened = try DiskContainer.open(path: Self.image)
    #expect(opened.verify(threads: 2)?.isMatch == true)
    #expect(opened.acquisition?.caseNumber == "DCOM case")
  }
}
