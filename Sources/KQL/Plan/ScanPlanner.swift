internal import Tabular

/// Finds out what a plan asks of each table it scans: the columns it reads and the conditions its rows must fulfil.
///
/// Goes through the graph from the result to the scans. A node with several users needs what all of them need, and
/// conditions reach it only from a single user. An operation that is not listed needs all columns and lets no
/// condition through.
struct ScanPlanner {
  /// What is asked of a node.
  private struct Demand {
    /// nil for all columns.
    var columns: Set<Int>? = []
    var conditions: [BoundExpression] = []
    var users = 0
  }

  private let value: (BoundExpression) -> Value?
  private var order: [PlanNode] = []
  private var seen: Set<ObjectIdentifier> = []
  private var demands: [ObjectIdentifier: Demand] = [:]

  /// The request for each scan of the plans, with its node; the last scan of the plan first.
  ///
  /// `value` gives what an expression is that does not depend on the row, such as `ago(1d)`; nil when not known.
  static func requests(
    of query: BoundQuery, value: @escaping (BoundExpression) -> Value?
  ) -> [(node: ObjectIdentifier, request: ScanRequest)] {
    var planner = ScanPlanner(value: value)
    var roots = [query.root]
    for variable in query.variables {
      if case .firstCell(let node) = variable.value { roots.append(node) }
    }
    for root in roots {
      planner.visit(root)
      planner.ask(root, columns: nil, conditions: [])
    }
    var requests: [(node: ObjectIdentifier, request: ScanRequest)] = []
    // Users come before what they use.
    for node in planner.order.reversed() {
      planner.passOn(node)
      guard let scan = node.operation as? TableScan,
        let demand = planner.demands[ObjectIdentifier(node)]
      else { continue }
      let all = node.schema.columns.indices
      let request = ScanRequest(
        table: scan.table, columns: demand.columns.map { $0.sorted() } ?? Array(all),
        predicates: demand.users == 1
          ? demand.conditions.compactMap { $0.columnPredicate(value) } : [])
      requests.append((ObjectIdentifier(node), request))
    }
    return requests
  }

  private init(value: @escaping (BoundExpression) -> Value?) { self.value = value }

  /// Puts a node behind all that it uses. As deep as the plan is high.
  private mutating func visit(_ node: PlanNode) {
    guard seen.insert(ObjectIdentifier(node)).inserted else { return }
    for used in node.inputs + node.operation.subplans { visit(used) }
    order.append(node)
  }

  private mutating func ask(_ node: PlanNode, columns: Set<Int>?, conditions: [BoundExpression]) {
    var demand = demands[ObjectIdentifier(node)] ?? Demand()
    demand.users += 1
    if let columns, let before = demand.columns {
      demand.columns = before.union(columns)
    } else {
      demand.columns = nil
    }
    demand.conditions = demand.users == 1 ? conditions : []
    demands[ObjectIdentifier(node)] = demand
  }

  /// Asks the inputs of a node for what it is asked for and for what it uses itself.
  private mutating func passOn(_ node: PlanNode) {
    let demand = demands[ObjectIdentifier(node)] ?? Demand(columns: nil)
    let conditions = demand.users == 1 ? demand.conditions : []
    for subplan in node.operation.subplans { ask(subplan, columns: nil, conditions: []) }
    guard let input = node.inputs.first else { return }
    switch node.operation {
    case let filter as Filter:
      // A condition that looks at rows around must see all of them.
      let isFixed = filter.condition.isBoundToItsPlace
      ask(
        input, columns: union(demand.columns, [filter.condition]),
        conditions: isFixed ? [] : conditions + filter.condition.conjuncts)
    case let projection as Projection:
      let outputs = projection.outputs
      let used = demand.columns.map { places in
        outputs.indices.filter { places.contains($0) }.map { outputs[$0] }
      }
      let isFixed = outputs.contains(where: \.isBoundToItsPlace)
      ask(
        input, columns: union([], used ?? outputs),
        conditions: isFixed ? [] : conditions.compactMap { $0.overInput(of: outputs) })
    case let sort as Sort:
      ask(input, columns: union(demand.columns, sort.keys.map(\.value)), conditions: conditions)
    case let top as Top:
      ask(input, columns: union(demand.columns, top.keys.map(\.value)), conditions: [])
    case is Take, is Serialize:
      ask(input, columns: demand.columns, conditions: [])
    case is Materialize:
      ask(input, columns: demand.columns, conditions: conditions)
    case is Distinct:
      ask(input, columns: nil, conditions: conditions)
    case let summarize as Summarize:
      let used = summarize.keys + summarize.aggregates.flatMap(\.arguments)
      let outputs = summarize.outputs.map {
        $0.overInput(of: summarize.keys) ?? .invalid(at: $0.range)
      }
      let takesAll = summarize.aggregates.contains(where: \.takesOpenColumns)
      ask(
        input, columns: takesAll ? nil : union([], used),
        conditions: summarize.hasKeys ? conditions.compactMap { $0.overInput(of: outputs) } : [])
    case let join as Join:
      passOn(join, node, demand.columns, conditions)
    case let all as Union:
      for (index, part) in node.inputs.enumerated() {
        let source = all.sources[index]
        ask(
          part, columns: demand.columns.map { Set($0.compactMap { source[$0] }) },
          conditions: passing(conditions, source, node, index))
      }
    case let parse as Parse:
      let columns = demand.columns.map { Set($0.compactMap { parse.sources[$0] }) }
      ask(
        input, columns: union(columns, [parse.source]),
        conditions: passing(conditions, parse.sources, node))
    case let expand as MvExpand:
      let columns = demand.columns.map { Set($0.compactMap { expand.sources[$0] }) }
      ask(
        input, columns: union(columns, expand.columns.map(\.value)),
        conditions: passing(conditions, expand.sources, node))
    default:
      for part in node.inputs { ask(part, columns: nil, conditions: []) }
    }
  }

  /// The conditions on columns that come from an input as they are, over that input.
  private func passing(
    _ conditions: [BoundExpression], _ sources: [Int?], _ node: PlanNode, _ input: Int = 0
  ) -> [BoundExpression] {
    let schema = node.inputs[input].schema
    let outputs = sources.map { place in
      place.map { BoundExpression.column($0, of: schema, at: node.range) }
        ?? .invalid(at: node.range)
    }
    return conditions.compactMap { $0.overInput(of: outputs) }
  }

  /// A condition on one side may be tested before the join where rows without a partner are dropped, or belong to
  /// that side. `innerunique` picks one left row of a key, so its left side stays whole.
  private mutating func passOn(
    _ join: Join, _ node: PlanNode, _ columns: Set<Int>?, _ conditions: [BoundExpression]
  ) {
    let left = node.inputs[0]
    let right = node.inputs[1]
    let width = join.kind.isOneSided ? 0 : left.schema.columns.count
    var wanted: (left: Set<Int>?, right: Set<Int>?) = ([], [])
    if let columns {
      for place in columns.map({ join.outputs[$0] }) {
        if join.kind.isOneSided ? join.kind.givesRight : place >= width {
          wanted.right?.insert(place - width)
        } else {
          wanted.left?.insert(place)
        }
      }
    } else {
      wanted = (nil, nil)
    }
    let outputs = { (isLeft: Bool) -> [BoundExpression] in
      join.outputs.map { place in
        let belongsLeft = join.kind.isOneSided ? !join.kind.givesRight : place < width
        guard belongsLeft == isLeft else { return .invalid(at: node.range) }
        return .column(
          isLeft ? place : place - width, of: isLeft ? left.schema : right.schema, at: node.range)
      }
    }
    let passes: (left: Bool, right: Bool) =
      switch join.kind {
      case .innerUnique: (false, true)
      case .inner: (true, true)
      case .leftOuter, .leftAnti, .leftSemi: (true, false)
      case .rightOuter, .rightAnti, .rightSemi: (false, true)
      case .fullOuter: (false, false)
      }
    ask(
      left, columns: union(wanted.left, join.keys.map(\.left)),
      conditions: passes.left ? conditions.compactMap { $0.overInput(of: outputs(true)) } : [])
    ask(
      right, columns: union(wanted.right, join.keys.map(\.right)),
      conditions: passes.right ? conditions.compactMap { $0.overInput(of: outputs(false)) } : [])
  }

  /// Columns with those that expressions use; nil, for all, when one uses `*` or an open column.
  private func union(_ columns: Set<Int>?, _ expressions: [BoundExpression]) -> Set<Int>? {
    guard var all = columns else { return nil }
    for expression in expressions {
      if expression.usesAllColumns { return nil }
      expression.visitColumns { all.insert($0) }
    }
    return all
  }
}

extension BoundExpression {
  /// Whether the value depends on columns that are not named one by one.
  fileprivate var usesAllColumns: Bool {
    switch kind {
    case .allColumns: true
    case .call(_, let arguments): arguments.contains(where: \.usesAllColumns)
    case .tupleElement(let call, _): call.usesAllColumns
    default: false
    }
  }
}
