/// What an E01 image says about how it was made. Texts are as its maker typed them: show them only
/// through ``terminalText(_:)`` or escaped.
public struct AcquisitionData: Hashable, Sendable {
  /// The case number.
  public var caseNumber: String?
  /// The evidence number.
  public var evidenceNumber: String?
  /// The description.
  public var description: String?
  /// Who made the image.
  public var examiner: String?
  /// The notes.
  public var notes: String?
  /// When it was made: `2019-04-30T20:35:11Z`, or without `Z` in the local time of the machine that
  /// made it; as stored where it is neither of the two known forms.
  public var acquisitionDate: String?
  /// What that machine's clock said, in the same form.
  public var systemDate: String?
  /// The operating system it was made with.
  public var operatingSystem: String?
  /// The version of the program it was made with.
  public var softwareVersion: String?
  /// The model of the disk.
  public var model: String?
  /// The serial number of the disk.
  public var serialNumber: String?
  /// Whether the source was a whole disk; nil when the image does not tell.
  public var isPhysical: Bool?
  /// Sectors that could not be read when the image was made: zeros in it.
  public var unreadableSectors: [Range<UInt64>] = []
  /// The MD5 of the disk's bytes as stored by the program that made the image, 16 bytes.
  public var md5: [UInt8]?
  /// The SHA-1 of the disk's bytes as stored by the program that made the image, 20 bytes.
  public var sha1: [UInt8]?

  /// Nothing known.
  public init() {}
}
