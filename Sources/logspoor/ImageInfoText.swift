import ByteIO
import Evidence

/// What `info` says about a disk image to a person.
struct ImageInfoText {
  private var lines: [String] = []

  init(_ image: ImageInfo) {
    lines.append(image.path.terminal)
    add(
      "container",
      image.container.text + (image.files.count > 1 ? ", \(image.files.count) files" : ""))
    add("disk", "\(image.byteCount) bytes, partition table: \(image.scheme.rawValue)")
    for volume in image.volumes { addVolume(volume) }
    for (name, value) in ImageInfoText.acquisition(image) {
      add(name.replacing("_", with: " "), terminalText(value))
    }
    guard let verification = image.verification else { return }
    add(
      "MD5",
      hex(verification.computed.md5)
        + Self.verdict(verification.storedMD5, verification.computed.md5))
    add(
      "SHA-1",
      hex(verification.computed.sha1)
        + Self.verdict(verification.storedSHA1, verification.computed.sha1))
    add("SHA-256", hex(verification.computed.sha256))
  }

  private mutating func add(_ name: String, _ value: String) {
    lines.append("  " + name + String(repeating: " ", count: max(1, 12 - name.count)) + value)
  }

  private mutating func addVolume(_ volume: ImageInfo.VolumeInfo) {
    let partition = volume.partition
    var text = "\(volume.kind.name), \(partition.byteCount) bytes at \(partition.startOffset)"
    if !partition.name.isEmpty { text += ", \"\(terminalText(partition.name))\"" }
    if let clusterByteCount = volume.clusterByteCount {
      text += ", clusters of \(clusterByteCount)"
    }
    text += volume.isRead ? ", \(volume.logCount) logs" : ", not read"
    add(partition.number == 0 ? "volume" : "partition \(partition.number)", text)
  }

  private static func verdict(_ stored: [UInt8]?, _ computed: [UInt8]) -> String {
    guard let stored else { return "" }
    return stored == computed ? ", as stored in the image" : ", stored in the image: " + hex(stored)
  }

  /// What the acquisition noted, as names and texts, in the order of their making.
  static func acquisition(_ image: ImageInfo) -> [(name: String, value: String)] {
    guard let data = image.acquisition else { return [] }
    let texts: [(String, String?)] = [
      ("case", data.caseNumber), ("evidence", data.evidenceNumber),
      ("description", data.description), ("examiner", data.examiner), ("notes", data.notes),
      ("acquired", data.acquisitionDate), ("system_date", data.systemDate),
      ("system", data.operatingSystem), ("software", data.softwareVersion),
      ("model", data.model), ("serial_number", data.serialNumber),
      ("stored_md5", data.md5.map(hex)), ("stored_sha1", data.sha1.map(hex)),
    ]
    return texts.compactMap { name, value in value.map { (name, $0) } }
  }

  /// The lines, each with its end.
  var text: String { lines.joined(separator: "\n") + "\n" }
}

/// Bytes as lower-case hexadecimal digits.
func hex(_ bytes: [UInt8]) -> String {
  bytes.map { byte in
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }.joined()
}

/// What `info --json` says about a disk image: one object on a line, before its logs.
enum ImageInfoJSON {
  static func line(_ image: ImageInfo) -> String {
    let files = image.files.map { JSONLine.quoted($0.display) }.joined(separator: ",")
    let volumes = image.volumes.map(volume).joined(separator: ",")
    var acquisition = JSONLine()
    for (name, value) in ImageInfoText.acquisition(image) {
      acquisition = acquisition.add(name, value)
    }
    var line = JSONLine()
      .add("image", image.path.display)
      .add("container", "\(image.container)")
      .add("files", json: "[" + files + "]")
      .add("byte_count", image.byteCount)
      .add("scheme", image.scheme.rawValue)
      .add("sector_byte_count", image.sectorByteCount)
      .add("volumes", json: "[" + volumes + "]")
      .add("acquisition", json: image.acquisition == nil ? "null" : acquisition.object)
    if let verification = image.verification {
      line = line.add("md5", hex(verification.computed.md5))
        .add("sha1", hex(verification.computed.sha1))
        .add("sha256", hex(verification.computed.sha256))
        .add("stored_hashes_match", verification.isMatch)
    }
    return line.text
  }

  private static func volume(_ volume: ImageInfo.VolumeInfo) -> String {
    JSONLine()
      .add("partition", volume.partition.number)
      .add("offset", volume.partition.startOffset)
      .add("byte_count", volume.partition.byteCount)
      .add("type", volume.partition.typeText)
      .add("name", volume.partition.name)
      .add("kind", volume.kind.name)
      .add("cluster_byte_count", volume.clusterByteCount)
      .add("serial_number", volume.serialNumber.map { String($0, radix: 16) } ?? "")
      .add("read", volume.isRead)
      .add("logs", volume.logCount)
      .object
  }
}
