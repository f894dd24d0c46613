/// What a query knows of where it runs.
extension ScalarFunction {
  static let currentPrincipal = ScalarFunction(
    "current_principal", page: "current-principal-function", returns: .type(.string),
    purity: .perQuery)

  static let currentDatabase = ScalarFunction(
    "current_database", page: "current-database-function", returns: .type(.string),
    purity: .perQuery)

  static let currentClusterEndpoint = ScalarFunction(
    "current_cluster_endpoint", page: "current-cluster-endpoint-function", returns: .type(.string),
    purity: .perQuery)
}
