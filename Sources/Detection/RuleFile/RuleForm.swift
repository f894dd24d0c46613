/// Where a rule has its fields.
enum RuleForm {
  /// At the top, as in Azure-Sentinel's YAML.
  case flat
  /// Under `properties`, as in ARM templates and answers of Azure's API.
  case resource

  func fields(of node: RuleNode) -> RuleNode {
    switch self {
    case .flat: node
    case .resource: node["properties"] ?? node
    }
  }
}

/// The nodes of a document that are rules.
struct RuleSearch {
  private(set) var found: [(node: RuleNode, form: RuleForm)] = []
  /// `variables` of ARM templates.
  private(set) var variables: [String: String] = [:]

  init(_ document: RuleNode) { visit(document, depth: 0) }

  private mutating func visit(_ node: RuleNode, depth: Int) {
    // Deeper nodes than a parser gives there are none.
    switch node.content {
    case .scalar: return
    case .sequence(let items): for item in items { visit(item, depth: depth + 1) }
    case .mapping(let entries):
      if isRule(node["properties"]) { return found.append((node, .resource)) }
      if isRule(node) || (depth == 0 && node["query"] != nil) {
        return found.append((node, .flat))
      }
      for entry in node["variables"]?.mapping ?? [] {
        if let text = entry.value.scalar?.text { variables[entry.key] = text }
      }
      for entry in entries { visit(entry.value, depth: depth + 1) }
    }
  }

  /// Whether a node has what makes a rule, or would have it but for its query.
  private func isRule(_ node: RuleNode?) -> Bool {
    guard let node, node.mapping != nil else { return false }
    let isNamed = node["name"] != nil || node["displayName"] != nil
    let hasSchedule = node["queryFrequency"] != nil || node["triggerOperator"] != nil
    if hasSchedule { return isNamed || node["query"] != nil }
    return isNamed && node["query"] != nil
      && (node["tactics"] != nil || node["severity"] != nil || node["relevantTechniques"] != nil
        || node["requiredDataConnectors"] != nil)
  }
}
