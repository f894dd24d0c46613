internal import ByteIO

/// The text of a `header` or `header2` section: lines, of which the third names values by short
/// identifiers and the fourth has them, both separated by tabs.
///
/// Source: libewf, "Header section". `header2` is UTF-16, `header` ASCII of the maker's code page,
/// which nothing names: bytes beyond ASCII are taken as Latin-1.
enum EWFHeaderText {
  /// Inflates a section's data; nil with what is wrong when it does not inflate.
  static func inflated(_ stored: [UInt8]) -> (text: String, problem: String?) {
    var output = ByteBuffer(capacity: ContainerLimits.headerTextByteCount)
    var produced = 0
    var problem: String?
    do throws(InflateError) {
      var inflater = try Inflater(format: .zlib)
      var target = output.mutableBytes
      var consumed = 0
      while true {
        let step = try inflater.inflate(
          stored.rawSpan, from: consumed, to: stored.count, into: &target, at: produced)
        consumed += step.consumed
        produced += step.produced
        if step.isFinished { break }
        if step.consumed == 0, step.produced == 0 {
          problem =
            produced == target.byteCount
            ? "inflates to more than \(ContainerLimits.headerTextByteCount) bytes" : "ends early"
          break
        }
      }
    } catch {
      problem = error.reason
    }
    return (decoded(output.bytes.extracting(0..<produced)), problem)
  }

  private static func decoded(_ bytes: RawSpan) -> String {
    let count = bytes.byteCount
    let mark = count >= 2 ? bytes.u16(0) : 0
    guard mark == 0xfeff || mark == 0xfffe else {
      return String(String.UnicodeScalarView((0..<count).map { Unicode.Scalar(bytes.u8($0)) }))
    }
    var units: [UInt16] = []
    for index in 1..<count / 2 {
      let unit = bytes.u16(2 * index)
      units.append(mark == 0xfeff ? unit : unit.byteSwapped)
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// Fills in what the text says; what is there already stays.
  static func read(_ text: String, into data: inout AcquisitionData) {
    let lines = text.unicodeScalars.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" }
    ).map { $0.last == "\r" ? $0.dropLast() : $0 }
    guard let main = lines.firstIndex(where: { String($0) == "main" }), lines.count > main + 2
    else { return }
    let names = lines[main + 1].split(separator: "\t", omittingEmptySubsequences: false)
    let values = lines[main + 2].split(separator: "\t", omittingEmptySubsequences: false)
    for (name, value) in zip(names, values) where !value.isEmpty {
      let value = String(value)
      switch String(name) {
      case "c": data.caseNumber = data.caseNumber ?? value
      case "n": data.evidenceNumber = data.evidenceNumber ?? value
      case "a": data.description = data.description ?? value
      case "e": data.examiner = data.examiner ?? value
      case "t": data.notes = data.notes ?? value
      case "av": data.softwareVersion = data.softwareVersion ?? value
      case "ov": data.operatingSystem = data.operatingSystem ?? value
      case "m": data.acquisitionDate = data.acquisitionDate ?? date(value)
      case "u": data.systemDate = data.systemDate ?? date(value)
      case "md": data.model = data.model ?? value
      case "sn": data.serialNumber = data.serialNumber ?? value
      default: break
      }
    }
  }

  /// `1556656511` (seconds since 1970, UTC) or `2019 4 30 20 35 11` (local time) in ISO 8601.
  static func date(_ text: String) -> String {
    let numbers = text.split(separator: " ").map { Int($0) }
    let time: FileTime?
    let isUTC = numbers.count == 1
    if isUTC, let seconds = numbers[0], (0..<1 << 40).contains(seconds) {
      time = FileTime(
        ticks: (UInt64(seconds) + UInt64(FileTime.unixEpochDays) * 86_400)
          * FileTime.ticksPerSecond)
    } else if numbers.count == 6, let year = numbers[0], let month = numbers[1],
      let day = numbers[2], let hour = numbers[3], let minute = numbers[4], let second = numbers[5]
    {
      time = FileTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    } else {
      time = nil
    }
    guard let time else { return text }
    // Whole seconds: what stands before the point.
    return String(time.description.prefix { $0 != "." }) + (isUTC ? "Z" : "")
  }
}
