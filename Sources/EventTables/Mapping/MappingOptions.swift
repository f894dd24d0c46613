public import Tabular

/// What rows a run wants.
public struct MappingOptions: Sendable {
  /// Rows of kinds that Defender does not have.
  public var extensions = false
  /// Requests for access (Security 4656) that may not have been used.
  public var auditRequests = false
  /// Whether what no log says may be concluded; ledgers have a switch of their own.
  public var infers = true
  /// Columns behind those of every table, which whoever receives the rows fills.
  public var extraColumns: [ColumnSchema] = []
  /// What TenantId is.
  public var tenantID: String?

  /// The usual ones.
  public init() {}

  func allows(_ emission: Mapping.Emission) -> Bool {
    switch emission {
    case .always: true
    case .extensions: extensions
    case .auditRequests: auditRequests
    }
  }
}
