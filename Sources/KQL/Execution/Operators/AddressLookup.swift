internal import Tabular

extension PluginCall {
  /// `ipv4_lookup`: each row beside the row of a table whose network its address is in. Addresses in several networks
  /// of the table are refused: whether all are given, or one, is not written.
  ///
  /// Source: dataexplorer-docs, query/ipv4-lookup-plugin.md.
  func addressLookup(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> Batch {
    let input = try run.rows(node.inputs[0]).whole
    let table = try run.rows(node.inputs[1]).whole
    let (left, right) = (node.inputs[0].schema, node.inputs[1].schema)
    var keepsUnmatched = false
    for argument in arguments.dropFirst(2) {
      guard argument.constant != nil, let value = try run.constant(argument).truth else {
        throw run.unsupported("ipv4_lookup with further keys is not supported", argument.range)
      }
      keepsUnmatched = value
    }
    if input.count > 0, right.columns.contains(where: { left.index(of: $0.name) != nil }) {
      throw run.unsupported(
        "ipv4_lookup of tables that have a column of the same name is not supported", node.range)
    }
    let addresses = try run.evaluator(arguments[0], over: left).column(input)
    let networks = try run.evaluator(arguments[1], over: right).column(table)
    /// The rows of the table by length and bits of their network.
    var rowsOf: [Int: [UInt32: [Int32]]] = [:]
    for row in 0..<table.count {
      guard let network = IPv4(networks.datum(row).text) else { continue }
      let bits = network.address & IPv4.mask(network.prefix)
      rowsOf[network.prefix, default: [:]][bits, default: []].append(Int32(row))
    }
    var leftRows: [Int32] = []
    var rightRows: [Int32] = []
    for row in 0..<input.count {
      var found: [Int32] = []
      if let address = IPv4(addresses.datum(row).text) {
        for (prefix, rows) in rowsOf {
          let matches = rows[address.address & IPv4.mask(min(prefix, address.prefix))] ?? []
          if !matches.isEmpty, prefix > address.prefix {
            throw run.unsupported(
              "ipv4_lookup of a network that holds one of the table is not supported", node.range)
          }
          found += matches
        }
      }
      guard found.count <= 1 else {
        throw run.unsupported(
          "ipv4_lookup of an address in several networks of the table is not supported", node.range)
      }
      guard !found.isEmpty || keepsUnmatched else { continue }
      leftRows.append(Int32(row))
      rightRows.append(found.first ?? -1)
    }
    let (ours, theirs) = (input.gathering(leftRows), table.gathering(rightRows))
    return Batch(
      columns: ours.columns + theirs.columns, count: leftRows.count,
      lineage: run.tracking?.pairs(ours, theirs))
  }
}
