extension RangeOperator: SourceOperator {
  func bindSource(_ binder: inout Binder, input: PlanNode?) -> PlanNode {
    guard input == nil else { return refused(&binder) }
    let start = binder.bindConstant(self.start, "a start")
    let stop = binder.bindConstant(self.stop, "an end")
    let step = binder.bindConstant(self.step, "a step")
    let type: ValueType
    if let widest = ValueType.widest([start.type, stop.type, step.type]) {
      type = widest == .int ? .long : widest
    } else if start.type == .datetime || start.type == .timespan || start.type.isUnknown {
      type = start.type
      if !step.type.isUnknown, step.type != .timespan, !start.type.isUnknown {
        binder.fail(
          .badType, "expected a timespan as step, found a \(step.type.name)", at: step.range)
      }
    } else if [start, stop, step].contains(where: \.isInvalid) {
      type = .unknown
    } else {
      return binder.invalidTable(
        .badType,
        "expected numbers, or times and a timespan, found a \(start.type.name), a \(stop.type.name) and a \(step.type.name)",
        at: range)
    }
    return PlanNode(
      RangeTable(start: start, stop: stop, step: step),
      schema: RowSchema([BoundColumn(column.text, type)]), isSerialized: true, at: range)
  }
}

extension AsOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let shared = PlanNode(
      Materialize(), [input], schema: input.schema, isSerialized: input.isSerialized, at: range)
    binder.scope[name.text] = .table(shared)
    return shared
  }
}

extension RenderOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode { input }
}

extension ConsumeOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    PlanNode(Consume(), [input], schema: input.schema, at: range)
  }
}

extension GetSchemaOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    if let kind = word("kind", in: parameters) {
      return binder.invalidTable(
        .unsupported, "getschema kind=\(kind.text) is not supported", at: kind.range)
    }
    return PlanNode(
      SchemaRows(), [input],
      schema: RowSchema([
        BoundColumn("ColumnName", .string), BoundColumn("ColumnOrdinal", .int),
        BoundColumn("DataType", .string), BoundColumn("ColumnType", .string),
      ]), isSerialized: true, at: range)
  }
}

extension ReduceOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let bound = binder.withRow(of: input) { $0.bindExpression(value.value) }
    return PlanNode(
      Reduce(value: bound), [input],
      schema: RowSchema([
        BoundColumn("Pattern", .string), BoundColumn("Count", .long),
        BoundColumn("Representative", .string),
      ]), at: range)
  }
}

extension InvokeOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.bindTableCall(call, input: input)
  }
}

extension Binder {
  /// `invoke FileProfile(x)`: what a service knows of files. It is not on board: its columns are null.
  ///
  /// Source: Microsoft Defender XDR, advanced hunting, "FileProfile()".
  mutating func fileProfile(_ call: CallSyntax, input: PlanNode?) -> PlanNode {
    guard let input else { return errorTable(at: call.range) }
    notices.append("FileProfile() needs a service of Microsoft: its columns are empty")
    var builder = builder(of: input)
    let columns: [(String, ValueType)] = [
      ("SHA1", .string), ("SHA256", .string), ("MD5", .string), ("FileSize", .int),
      ("GlobalPrevalence", .int), ("GlobalFirstSeen", .datetime), ("GlobalLastSeen", .datetime),
      ("Signer", .string), ("Issuer", .string), ("SignerHash", .string),
      ("IsCertificateValid", .bool), ("IsRootSignerMicrosoft", .bool),
      ("SignatureState", .string), ("IsExecutable", .bool), ("ThreatName", .string),
      ("Publisher", .string), ("SoftwareName", .string), ("ProfileAvailability", .string),
    ]
    for (name, type) in columns where builder.place(of: name) == nil {
      builder.add(.constant(.null(type), at: call.range), name: name)
    }
    return PlanNode(
      AddedColumns(service: "FileProfile"), [input],
      schema: RowSchema(builder.columns, isOpen: input.schema.isOpen),
      isSerialized: input.isSerialized, at: call.range)
  }
}
