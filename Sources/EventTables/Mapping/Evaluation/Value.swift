/// What an expression comes to for one event.
enum Value: Sendable {
  case nothing
  case text(TextRef)
  case integer(Int64)
  case bool(Bool)
  /// Ticks since 0001-01-01 UTC.
  case time(Int64)
  case process(ProcessIndex)
  /// A logon session, by its place among those of the row.
  case session(Int)
}
