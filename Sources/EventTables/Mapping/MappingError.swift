/// Something in a mapping file that is wrong.
public struct MappingProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, as it was named.
  public let file: String
  /// Where in the file.
  public let position: TextPosition
  /// What was expected and what was found.
  public let reason: String

  /// `maps/own.json:12:20: DeviceEvents has no column "FileNam"`.
  public var description: String {
    "\(file):\(position.line):\(position.column): \(reason)"
  }
}

/// Mapping files that cannot be used, with everything that is wrong with them.
public struct MappingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems in the order of the files.
  public let problems: [MappingProblem]

  /// One problem a line.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
