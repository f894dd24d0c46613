internal import Tabular

/// A mapping that can be used: an event and what becomes of it in one table.
struct Mapping: Sendable {
  /// Which option must be on.
  enum Emission: String, Sendable {
    case always
    /// Rows of a kind that Defender does not have.
    case extensions
    /// Requests for access that may not have been used.
    case auditRequests = "audit-requests"
  }

  /// Records of two channels that tell of the same: of a pair, one gives the row.
  enum Merge: String, Sendable {
    /// Sysmon 1 and Security 4688.
    case process
    /// Sysmon 3 and Security 5156.
    case connection
    /// Security 4697 and System 7045.
    case service
  }

  /// A column and the expression that fills it.
  struct Column: Sendable {
    var index: Int
    var name: String
    /// The name among the texts of the expressions.
    var nameText: TextRef
    var value: TypedExpression
  }

  var file: String
  var position: TextPosition
  var provider: String
  var events: [UInt64]
  /// The place of the table in the set.
  var table: Int
  /// The action, where it is always the same.
  var action: String?
  var condition: CheckedExpression?
  /// The condition as it is written.
  var conditionText: String?
  var emission: Emission
  /// The kind of pairs of which a record may be the poorer one and then gives no row.
  var merge: Merge?
  /// Values with names; each uses only those before it.
  var bindings: [TypedExpression]
  /// The binding called `time`: the time of the row.
  var timeBinding: Int?
  /// The columns but AdditionalFields and those that are null.
  var columns: [Column]
  /// AdditionalFields, where the table has it, and its own members.
  var additionalFields: Int?
  var members: [CheckedItem]
}

/// Texts by texts.
struct Lookup: Sendable {
  var entries: [(key: TextRef, value: TextRef)]
}
