import ByteIO
import Evidence

/// What `extract` says about a log it copied: one object on a line of manifest.jsonl.
enum ManifestJSON {
  static func line(_ copy: ExtractedLog) -> String {
    let source = copy.source
    let base = JSONLine()
      .add("output", copy.name)
      .add("source", source.displayPath)
    let body = source.file.map { ImageFileJSON.add($0, to: base) } ?? base
    return
      body
      .add("copied_byte_count", copy.byteCount)
      .add("inflated", source.isInflated ? true : nil)
      .add("md5", copy.md5)
      .add("sha1", copy.sha1)
      .add("sha256", copy.sha256)
      .add("complete", copy.losses.isEmpty)
      .add(
        "losses",
        json: "[" + copy.losses.map { JSONLine.quoted($0.message) }.joined(separator: ",") + "]"
      )
      .text
  }
}

/// The file system's facts about a log in a disk image, as keys of a JSON object.
enum ImageFileJSON {
  static func add(_ file: ImageFile, to line: JSONLine) -> JSONLine {
    var line = line.add("partition", file.partition).add("path", file.path)
    if let stored = file.storedPath {
      // Four digits a UTF-16 unit: a path that is no text stands in no string.
      let digits = stored.map { unit in
        let text = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - text.count) + text
      }
      line = line.add("path_utf16", digits.joined())
    }
    line = line.add("state", file.state.rawValue)
      .add("mft_entry", file.reference?.entry).add("mft_sequence", file.reference?.sequence)
    line = add(file.standardTimes, "si", to: line)
    line = add(file.nameTimes, "fn", to: line)
    return
      line
      .add("byte_count", file.byteCount)
      .add("initialized_byte_count", file.initializedByteCount)
      .add("allocated_byte_count", file.allocatedByteCount)
      .add("resident", file.isResident)
      .add("compressed", file.isCompressed)
      .add("runs", file.runCount)
      .add("clusters", file.clusterCount)
      .add("overwritten_clusters", file.overwrittenClusterCount)
  }

  private static func add(_ times: FileTimes?, _ prefix: String, to line: JSONLine) -> JSONLine {
    guard let times else { return line }
    return line.add("\(prefix)_created", times.created.description)
      .add("\(prefix)_modified", times.modified.description)
      .add("\(prefix)_changed", times.changed.description)
      .add("\(prefix)_accessed", times.accessed.description)
  }
}
