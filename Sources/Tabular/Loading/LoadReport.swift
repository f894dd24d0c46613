/// What was lost while a table was loaded.
public struct LoadReport: Sendable {
  /// Lines or records that are not in the table.
  public internal(set) var lostRows = 0
  /// Values that are none of their column's type and became null.
  public internal(set) var lostValues = 0
  /// The first losses, in the order of the file.
  public internal(set) var errors: [TabularError] = []

  /// Notes a loss.
  mutating func note(_ error: TabularError) {
    if error.code == .badValue { lostValues += 1 } else { lostRows += 1 }
    if errors.count < Limits.describedLosses { errors.append(error) }
  }

  /// Adds what another thread lost.
  mutating func add(_ other: LoadReport) {
    lostRows += other.lostRows
    lostValues += other.lostValues
    errors += other.errors
  }

  /// Brings the losses into the order of the file.
  mutating func sort() {
    errors.sort { $0.byteOffset < $1.byteOffset }
    errors.removeLast(max(0, errors.count - Limits.describedLosses))
  }
}
