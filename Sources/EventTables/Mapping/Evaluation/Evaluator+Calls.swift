internal import ByteIO
internal import EVTX

extension Evaluator {
  /// The value of a function.
  mutating func call(
    _ function: Function, _ arguments: Arguments, _ program: Program,
    _ record: borrowing FieldRecord
  ) -> Value {
    switch function {
    case .coalesce:
      for index in 0..<arguments.count {
        let value = evaluate(program.arguments[arguments.first &+ index], program, record)
        if case .nothing = value { continue }
        return value
      }
      return .nothing
    case .if:
      let place =
        holds(program.arguments[arguments.first], program, record)
        ? arguments.first &+ 1 : arguments.first &+ 2
      return evaluate(program.arguments[place], program, record)
    case .and, .or:
      // One value that is certain decides; else what is missing makes the whole missing.
      let decisive = function == .or
      var isOpen = false
      for index in 0..<arguments.count {
        switch evaluate(program.arguments[arguments.first &+ index], program, record) {
        case .bool(let value): if value == decisive { return .bool(decisive) }
        default: isOpen = true
        }
      }
      return isOpen ? .nothing : .bool(!decisive)
    case .not:
      guard
        case .bool(let value) = evaluate(program.arguments[arguments.first], program, record)
      else { return .nothing }
      return .bool(!value)
    case .concluded:
      guard infers else { return .nothing }
      let value = evaluate(program.arguments[arguments.first], program, record)
      isInferred = true
      return value
    case .concat:
      return concat(arguments, program, record)
    case .scriptText: return scriptText(arguments, program, record)
    case .mergedFilterID: return mergedFilterID(record)
    case .localIsSource: return localIsSource(arguments, program, record)
    default: break
    }
    // The others have one or two arguments and look at all of them.
    let one = evaluate(program.arguments[arguments.first], program, record)
    var other = Value.nothing
    if arguments.count > 1 {
      other = evaluate(program.arguments[arguments.first &+ 1], program, record)
    }
    switch (one, other) {
    case (.text(let text), _):
      if case .text(let second) = other {
        return call(function, text, second, arguments, program, record)
      }
      return call(function, text, record)
    case (.integer(let value), _): return call(function, value, other)
    case (.bool(let value), .bool(let second)): return .bool(value == second)
    default: return .nothing
    }
  }

  /// A function of one text.
  private mutating func call(
    _ function: Function, _ text: TextRef, _ record: borrowing FieldRecord
  ) -> Value {
    switch function {
    case .lower: finish(texts.lower(text, record, into: &composed))
    case .number: number(text, record)
    case .truth: truth(text, record)
    case .parseTime: parseTime(text, record)
    case .basename: basename(text, record)
    case .dosPath: dosPath(text, record)
    case .exe: exe(text, record)
    case .firstFile: firstFile(text, record)
    case .streamName: streamName(text, record)
    case .withoutStream: withoutStream(text, record)
    case .hive: finish(texts.hive(text, record, into: &composed))
    case .keyPart: keyPart(text, record)
    case .valuePart: valuePart(text, record)
    case .regData: finish(texts.regData(text, record, into: &composed))
    case .regType: finish(texts.regType(text, record, into: &composed))
    case .userPart: userPart(text, record)
    case .domainPart: domainPart(text, record)
    case .sidOf: sidOf(text, record)
    case .nameOfSID: accountOfSID(text, record, isDomain: false)
    case .domainOfSID: accountOfSID(text, record, isDomain: true)
    case .normIP: finish(texts.normIP(text, record, into: &composed))
    case .ipType: finish(texts.ipType(text, record, into: &composed))
    case .isIP: .bool(IPAddress(texts.bytes(text, record)) != nil)
    case .dnsName: dnsName(text, record)
    case .dnsAnswers: finish(texts.dnsAnswers(text, record, into: &composed))
    case .utcTime: utcTime(text, record, isFromTrace: false)
    case .skewedTime: utcTime(text, record, isFromTrace: true)
    case .guidTime: guidTime(text, record)
    case .proc: process(text, record)
    case .wmiQuery: wmi(.filter, text, record)
    case .wmiDestination: wmi(.consumer, text, record)
    case .deviceId: deviceId(text, record)
    default: .nothing
    }
  }

  /// A function of two texts, or of three.
  private mutating func call(
    _ function: Function, _ text: TextRef, _ second: TextRef, _ arguments: Arguments,
    _ program: Program, _ record: borrowing FieldRecord
  ) -> Value {
    switch function {
    case .equalText: .bool(isEqual(text, second, record))
    case .equalTextAnyCase:
      .bool(LedgerText.isEqual(texts.bytes(text, record), texts.bytes(second, record)))
    case .contains: .bool(find(second, in: text, record) != nil)
    case .startsWith: .bool(find(second, in: text, record, isPrefix: true) != nil)
    case .after: after(text, second, record)
    case .before: before(text, second, record)
    case .line, .zone: line(text, second, record, isZone: function == .zone)
    case .between:
      between(
        text, second,
        evaluate(program.arguments[arguments.first &+ 2], program, record), record)
    case .hash: finish(texts.hash(text, second, record, into: &composed))
    default: .nothing
    }
  }

  /// A function of integers.
  private mutating func call(_ function: Function, _ value: Int64, _ other: Value) -> Value {
    switch function {
    case .equalInteger:
      if case .integer(let second) = other { return .bool(value == second) }
      return .nothing
    case .bits:
      if case .integer(let second) = other { return .bool(value & second != 0) }
      return .nothing
    case .decimal:
      composed.appendDecimal(value)
      return keepComposed()
    case .deletedObject:
      guard case .integer(let second) = other else { return .nothing }
      return deletedObject(handle: value, processID: second)
    case .procByPID: return process(processID: value)
    case .session: return session(value)
    default: return .nothing
    }
  }

  private func isEqual(
    _ one: TextRef, _ other: TextRef, _ record: borrowing FieldRecord
  ) -> Bool {
    guard one.count == other.count else { return false }
    let bytes = texts.bytes(one, record)
    return bytes.matches(texts.bytes(other, record), at: 0)
  }
}
