/// The number of a file in $MFT and how often that number was used.
public struct FileReference: Hashable, Sendable {
  /// The entry's number.
  public let entry: UInt64
  /// The sequence number, which grows each time the entry is used for another file.
  public let sequence: UInt16

  /// A reference from its parts.
  public init(entry: UInt64, sequence: UInt16) {
    self.entry = entry
    self.sequence = sequence
  }

  /// Decodes a reference: the entry in the low 48 bits, the sequence number in the high 16.
  init(_ stored: UInt64) {
    entry = stored & 0xffff_ffff_ffff
    sequence = UInt16(stored >> 48)
  }

  /// The root folder's entry.
  static let root: UInt64 = 5
  /// Entries below this are the file system's own.
  static let firstUserEntry: UInt64 = 16
}

extension FileReference: CustomStringConvertible {
  /// `72-1`: as The Sleuth Kit's users know it, entry and sequence number.
  public var description: String { "\(entry)-\(sequence)" }
}
