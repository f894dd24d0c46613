/// A path as its raw bytes: names on Linux may hold anything but NUL, so no String can stand for all.
public struct EvidencePath: Hashable, Sendable {
  /// The bytes, as the system takes them.
  public let bytes: [UInt8]

  /// A path of these bytes.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// A path of a text's UTF-8.
  public init(_ text: String) { bytes = [UInt8](text.utf8) }

  /// `-`: standard input, or standard output as a target.
  public static let standardStream = EvidencePath("-")

  /// Whether this is `-`.
  public var isStandardStream: Bool { self == .standardStream }

  /// The path as text; bytes that are no UTF-8 become U+FFFD. Not for terminals: see ``terminal``.
  public var display: String { String(decoding: bytes, as: UTF8.self) }

  /// The path as text that is safe and unambiguous to look at.
  public var terminal: String { terminalText(display) }
}

// MARK: - Components

extension EvidencePath {
  private static let slash: UInt8 = 0x2f

  /// The bytes behind the last slash that has something behind it: `b` of `/a/b/`.
  public var name: [UInt8] {
    let end = endWithoutSlashes
    let start = bytes[..<end].lastIndex(of: Self.slash).map { $0 + 1 } ?? 0
    return [UInt8](bytes[start..<end])
  }

  /// The folder the name is in: `/a` of `/a/b/`, `.` of `b`.
  public var parent: EvidencePath {
    let end = endWithoutSlashes
    guard let slash = bytes[..<end].lastIndex(of: Self.slash) else { return EvidencePath(".") }
    let parentEnd = bytes[..<slash].lastIndex { $0 != Self.slash }.map { $0 + 1 } ?? 1
    return EvidencePath([UInt8](bytes[..<parentEnd]))
  }

  /// The path of `name` in this folder.
  public func child(_ name: [UInt8]) -> EvidencePath {
    EvidencePath(bytes.last == Self.slash ? bytes + name : bytes + [Self.slash] + name)
  }

  /// The path of `name` in this folder.
  public func child(_ name: String) -> EvidencePath { child([UInt8](name.utf8)) }

  /// The path with `suffix` behind it: `out.jsonl` becomes `out.jsonl.partial`.
  public func appending(_ suffix: String) -> EvidencePath {
    EvidencePath(bytes + [UInt8](suffix.utf8))
  }

  /// Whether the path ends in `suffix`, which is lower-case ASCII, in whatever case.
  public func hasSuffix(_ suffix: String) -> Bool {
    let wanted = suffix.utf8
    guard bytes.count >= wanted.count else { return false }
    return zip(bytes.suffix(wanted.count), wanted).allSatisfy { byte, other in
      (0x41...0x5a).contains(byte) ? byte + 0x20 == other : byte == other
    }
  }

  /// Whether the name says that this is an event log: `*.evtx` or `*.evtx.gz`.
  public var isNamedAsLog: Bool { hasSuffix(".evtx") || hasSuffix(".evtx.gz") }

  private var endWithoutSlashes: Int {
    bytes.lastIndex { $0 != Self.slash }.map { $0 + 1 } ?? bytes.count
  }
}

// MARK: - Order and literals

extension EvidencePath: Comparable {
  /// Compares byte by byte, in no language's order.
  public static func < (one: EvidencePath, other: EvidencePath) -> Bool {
    one.bytes.lexicographicallyPrecedes(other.bytes)
  }
}

extension EvidencePath: ExpressibleByStringLiteral {
  /// A path of a literal's UTF-8.
  public init(stringLiteral text: String) { self.init(text) }
}
