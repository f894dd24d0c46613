/// The functions of the mapping language; docs/mappings.md has an example of each.
enum Function: String, CaseIterable, Sendable {
  // Choice and conditions.
  case coalesce, `if`, lookup, concluded
  case and, or, not, bits, contains, startsWith, isIP
  case equalText, equalTextAnyCase, equalInteger, equalBool
  // Texts.
  case raw, lower, concat, after, before, between, line
  // Conversions.
  case number, decimal, truth, parseTime
  // Files and command lines.
  case basename, dosPath, exe, hash, zone, firstFile, streamName, withoutStream
  // Registry.
  case hive, keyPart, valuePart, regData, regType
  // Accounts.
  case userPart, domainPart, sidOf, nameOfSID, domainOfSID
  // Addresses.
  case normIP, ipType, dnsName, dnsAnswers, localIsSource
  // Times.
  case utcTime, skewedTime, guidTime
  // What other records say.
  case proc, procByPID, session, mergedFilterID
  case deletedObject, scriptText, wmiQuery, wmiDestination
  // The device.
  case deviceId

  /// What a function takes.
  enum Parameter: Sendable {
    case value(ValueType)
    /// A text in quotes.
    case literal
    /// A name of the file's `lookups`.
    case lookupName
    /// A field.
    case field
  }

  /// What a function takes and gives.
  struct Signature: Sendable {
    var parameters: [Parameter]
    var result: ValueType
    /// Whether any number of values may follow, of the last parameter's type.
    var isVariadic = false
  }

  /// The name by which expressions call it; nil for what only operators and conversions use.
  var name: String? {
    switch self {
    case .equalText, .equalTextAnyCase, .equalInteger, .equalBool, .decimal, .truth, .parseTime,
      .and, .or, .not:
      nil
    case .number: "hexToLong"
    default: rawValue
    }
  }

  /// Functions by their names.
  static let named: [String: Function] = {
    var named: [String: Function] = [:]
    for function in allCases { if let name = function.name { named[name] = function } }
    return named
  }()

  /// What it takes and gives. Of `coalesce`, `if` and `concluded` the types are those of the arguments.
  var signature: Signature {
    func takes(_ parameters: Parameter..., gives result: ValueType) -> Signature {
      Signature(parameters: parameters, result: result)
    }
    return switch self {
    case .coalesce, .if, .concluded, .and, .or: Signature(parameters: [], result: .none)
    case .lookup: takes(.lookupName, .value(.text), gives: .text)
    case .not: takes(.value(.bool), gives: .bool)
    case .bits: takes(.value(.integer), .value(.integer), gives: .bool)
    case .contains, .startsWith: takes(.value(.text), .literal, gives: .bool)
    case .isIP: takes(.value(.text), gives: .bool)
    case .equalText, .equalTextAnyCase: takes(.value(.text), .value(.text), gives: .bool)
    case .equalInteger: takes(.value(.integer), .value(.integer), gives: .bool)
    case .equalBool: takes(.value(.bool), .value(.bool), gives: .bool)
    case .raw: takes(.field, gives: .text)
    case .concat: Signature(parameters: [.value(.text)], result: .text, isVariadic: true)
    case .after, .before, .line: takes(.value(.text), .literal, gives: .text)
    case .between: takes(.value(.text), .literal, .literal, gives: .text)
    case .number: takes(.value(.text), gives: .integer)
    case .decimal: takes(.value(.integer), gives: .text)
    case .truth: takes(.value(.text), gives: .bool)
    case .parseTime: takes(.value(.text), gives: .time)
    case .hash, .zone: takes(.value(.text), .literal, gives: .text)
    case .lower, .basename, .dosPath, .exe, .firstFile, .streamName, .withoutStream, .hive,
      .keyPart, .valuePart, .regData, .regType, .userPart, .domainPart, .sidOf, .nameOfSID,
      .domainOfSID, .normIP, .ipType, .dnsName, .deviceId:
      takes(.value(.text), gives: .text)
    case .dnsAnswers: takes(.value(.text), gives: .json)
    case .localIsSource:
      Signature(
        parameters: Array(repeating: .value(.text), count: 7) + [.value(.process)], result: .bool)
    case .utcTime, .skewedTime, .guidTime: takes(.value(.text), gives: .time)
    case .proc: takes(.value(.text), gives: .process)
    case .procByPID: takes(.value(.integer), gives: .process)
    case .session: takes(.value(.integer), gives: .session)
    case .deletedObject: takes(.value(.integer), .value(.integer), gives: .text)
    case .scriptText:
      Signature(parameters: Array(repeating: .value(.text), count: 4), result: .text)
    case .wmiQuery, .wmiDestination: takes(.value(.text), gives: .text)
    case .mergedFilterID: takes(gives: .integer)
    }
  }
}
