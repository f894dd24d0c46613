/// Bounds on what hostile events can cost the ledgers. Each line gives what real logs have.
enum LedgerLimits {
  /// Bytes of a text that are kept; the rest is cut. Windows allows command lines of 32,767 characters.
  static let textByteCount = 1 << 16
  /// Bytes of all texts of one host; further texts are dropped and counted. A year of a busy host: 200 MiB.
  static let textBytesPerHost = 768 << 20
  /// Hosts with a ledger; events of further ones are without one, and counted. A collector's logs: 5,000.
  static let hosts = 20_000
  /// Bytes of a host's name: 255 in DNS.
  static let hostNameByteCount = 1_024
  /// Addresses that are taken from one DNS answer. Real logs: 20.
  static let addressesPerAnswer = 64
  /// Handles, pieces of scripts and WMI objects of one host. A busy file server's day with auditing: 300,000.
  static let links = 2_000_000
  /// Pieces that one script may have. Real logs: 120.
  static let piecesPerScript: UInt32 = 4_096
}
