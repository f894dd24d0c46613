import ByteIO
import Glibc
import TestSupport
import Testing

@testable import Evidence

/// What another program prints: nil when it is not there or fails.
func output(of command: String) -> [UInt8]? {
  guard let pipe = unsafe popen(command + " 2>/dev/null", "r") else { return nil }
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    // The block is block.count bytes long; pipe is open until pclose.
    let count = unsafe block.withUnsafeMutableBytes {
      unsafe fread($0.baseAddress, 1, $0.count, pipe)
    }
    guard count > 0 else { break }
    bytes.append(copying: block.rawSpan.extracting(0..<count))
  }
  return unsafe pclose(pipe) == 0 ? bytes : nil
}

/// A disk image of ../shared, unpacked.
private struct SharedImage: CustomTestStringConvertible {
  let name: String
  let unpacking: String
  let volumeOffset: Int64
  var testDescription: String { name }

  static let all = [
    SharedImage(
      name: "disk-mbr.raw.gz", unpacking: "gunzip -c FROM > TO", volumeOffset: 34_816 * 512),
    SharedImage(
      name: "disk-gpt.raw.gz", unpacking: "gunzip -c FROM > TO", volumeOffset: 34_816 * 512),
    SharedImage(
      name: "real/vsstest.qcow2", unpacking: "qemu-img convert -O raw FROM TO", volumeOffset: 0),
    SharedImage(
      name: "real/test.ntfs.dd.E01", unpacking: "ewfexport -q -t TO -f raw -u FROM && mv TO.raw TO",
      volumeOffset: 0),
  ]

  /// Unpacks the image to `path`; false with the reason said when that cannot be done here.
  func unpack(to path: String) -> Bool {
    let from = "../shared/images/" + name
    let command = unpacking.split(separator: " ").map { word in
      word.replacing("FROM", with: from).replacing("TO", with: path)
    }.joined(separator: " ")
    guard output(of: "test -e \(from) && icat -V && \(command)") != nil else {
      print("skip \(name): ../shared/images, sleuthkit, qemu-utils or ewf-tools are not there")
      return false
    }
    return true
  }
}

/// The judge of what we read: icat of The Sleuth Kit.
@Suite struct SleuthKitTests {
  let folder = TemporaryFolder()

  @Test(arguments: SharedImage.all)
  private func `every stream of every file is bit for bit what icat reads`(image: SharedImage)
    throws
  {
    let path = folder.path + "/image"
    guard image.unpack(to: path) else { return }
    let disk = try FileByteSource(path: path)
    let volume = try NTFSVolume(
      SliceByteSource(disk, start: image.volumeOffset, byteCount: disk.byteCount))
    #expect(volume.failures.isEmpty)
    var comparedCount = 0
    for entry in 0..<volume.entryCount {
      guard let file = try? volume.file(entry) else { continue }
      #expect(file.failures.isEmpty, "entry \(entry)")
      for stream in file.streams where stream.type == AttributeType.data {
        // $BadClus:$Bad is a hole as large as the volume, of which icat gives nothing.
        guard entry != 8 || stream.name.isEmpty else { continue }
        // Of a stream in several parts each has an identifier, and icat wants another one than the first.
        let name = stream.name.isEmpty ? "\(entry)" : "\(entry)-128-\(stream.identifier)"
        guard
          let expected = output(of: "icat -r -o \(image.volumeOffset / 512) \(path) \(name)")
        else {
          Issue.record("icat cannot read \(name)")
          continue
        }
        let found = try content(of: try stream.makeSource(volume))
        let isSame = found.count == expected.count && found.rawSpan.matches(expected.rawSpan, at: 0)
        #expect(isSame, "\(name): \(found.count) bytes, icat \(expected.count)")
        comparedCount += 1
      }
    }
    #expect(comparedCount > 20)
  }
}
