internal import Tabular

private func onText(_ body: @escaping @Sendable ([UInt8]) -> Datum) -> Kernel {
  { _ in { body($0[0].text) } }
}

/// Texts behind each other, which must not become too long.
private func joined(_ parts: [[UInt8]], _ delimiter: [UInt8]) throws(Refusal) -> [UInt8] {
  let length = parts.reduce(delimiter.count * max(0, parts.count - 1)) { $0 + $1.count }
  guard length <= Limits.valueBytes else {
    throw Refusal(
      "expected a text of at most \(Limits.valueBytes >> 20) MiB, found more", code: .resources)
  }
  return Array(parts.joined(separator: delimiter))
}

/// Functions that make texts of others. Source: dataexplorer-docs, query/*-function.md by name.
let textKernels: [String: Kernel] = [
  "strcat": { _ in { (arguments) throws(Refusal) in .string(try joined(arguments.map(\.text), [])) }
  },
  "strcat_delim": { _ in
    { (arguments) throws(Refusal) in
      .string(try joined(arguments.dropFirst().map(\.text), arguments[0].text))
    }
  },
  "strcat_array": { _ in
    { (arguments) throws(Refusal) in
      guard let elements = arguments[0].json.elements else { return .string([]) }
      return .string(try joined(elements.map { Datum.json($0).text }, arguments[1].text))
    }
  },
  "strrep": { _ in
    { (arguments) throws(Refusal) in
      guard let count = arguments[1].integer else { return .string([]) }
      let delimiter = arguments.count > 2 ? arguments[2].text : []
      guard count > 0 else { return .string([]) }
      guard count <= 1_024 else {
        throw Refusal("strrep repeats a text at most 1,024 times, found \(count)", code: .badUse)
      }
      return .string(
        try joined(Array(repeating: arguments[0].text, count: Int(count)), delimiter))
    }
  },
  "strlen": onText { .integer(Int64(Text.characterCount($0.span))) },
  "string_size": onText { .integer(Int64($0.count)) },
  "strcmp": { _ in
    { .integer(Int64(Text.compare($0[0].text.span, $0[1].text.span).signum())) }
  },
  "toupper": onText { .string(Text.uppercased($0.span)) },
  "tolower": onText { .string(Text.lowercased($0.span)) },
  "reverse": onText { .string(Text.reversed($0.span)) },
  "isascii": onText { .bool(Text.isASCII($0.span)) },
  "substring": { _ in
    { arguments in
      let text = arguments[0].text
      guard let start = arguments[1].integer else { return .string([]) }
      let length = arguments.count > 2 ? arguments[2].integer : nil
      if arguments.count > 2, length == nil { return .string([]) }
      return .string(Array(text[Text.substring(text.span, start: start, length: length)]))
    }
  },
  "split": { (call) throws(Refusal) in
    let delimiter = try call.prepared(1) { SubstringSearch($0) }
    return { (arguments) throws(Refusal) in
      let text = arguments[0].text
      let search = try delimiter(arguments)
      let ranges = search.needle.isEmpty ? [0..<text.count] : Text.split(text.span, by: search)
      let parts = ranges.map { JSON.string(Array(text[$0])) }
      guard arguments.count > 2 else { return .dynamic(.array(parts)) }
      guard let index = arguments[2].integer else { return .null }
      guard index >= 0, index < Int64(parts.count) else { return .dynamic(.array([])) }
      return .dynamic(.array([parts[Int(index)]]))
    }
  },
  "make_string": { _ in
    { arguments in
      var text: [UInt8] = []
      func add(_ json: JSON) -> Bool {
        switch json {
        case .integer(let number):
          guard let point = UInt32(exactly: number), let scalar = Unicode.Scalar(point) else {
            return false
          }
          text += Array(String(Character(scalar)).utf8)
          return true
        case .array(let elements): return elements.allSatisfy(add)
        default: return false
        }
      }
      return arguments.allSatisfy { add($0.json) } ? .string(text) : .string([])
    }
  },
  "to_utf8": onText { text in
    .dynamic(
      .array(String(decoding: text, as: UTF8.self).unicodeScalars.map { .integer(Int64($0.value)) })
    )
  },
  "translate": { _ in
    { arguments in
      let translation = Translation(arguments[0].text.span, arguments[1].text.span)
      return .string(translation.translate(arguments[2].text.span))
    }
  },
  "replace_string": { (call) throws(Refusal) in
    let lookup = try call.prepared(1) { SubstringSearch($0) }
    return { (arguments) throws(Refusal) in
      let text = arguments[0].text
      let search = try lookup(arguments)
      if search.needle.isEmpty { return .string(text) }
      let places = text.count / search.needle.count
      guard places == 0 || arguments[2].text.count <= Limits.valueBytes / places else {
        throw Refusal("the text could become too long", code: .resources)
      }
      return .string(Text.replace(text.span, search, with: arguments[2].text) ?? text)
    }
  },
]

/// Functions that look for texts.
let textSearchKernels: [String: Kernel] = [
  "indexof": { (call) throws(Refusal) in
    let lookup = try call.prepared(1) { SubstringSearch($0) }
    return { (arguments) throws(Refusal) in
      var window = IndexWindow()
      if arguments.count > 2 { window.start = arguments[2].integer ?? 0 }
      if arguments.count > 3 { window.length = arguments[3].integer ?? -1 }
      if arguments.count > 4 { window.occurrence = arguments[4].integer ?? 1 }
      let search = try lookup(arguments)
      return Text.indexOf(arguments[0].text.span, search, window).map { .integer($0) } ?? .null
    }
  },
  "countof": { (call) throws(Refusal) in
    let kind =
      call.constants.count > 2 ? String(decoding: call.text(2) ?? [], as: UTF8.self) : "normal"
    switch kind {
    case "normal":
      let lookup = try call.prepared(1) { SubstringSearch($0) }
      return { (arguments) throws(Refusal) in
        .integer(Int64(Text.countOf(arguments[0].text.span, try lookup(arguments))))
      }
    case "regex":
      let matcher = try call.prepared(1, makeMatcher)
      return { (arguments) throws(Refusal) in
        .integer(Int64(Text.countOf(arguments[0].text.span, try matcher(arguments))))
      }
    default: throw Refusal("expected normal or regex, found \(kind)", code: .badUse)
    }
  },
  "has_any_index": { _ in
    { arguments in
      guard let elements = arguments[1].json.elements else { return .integer(-1) }
      let set = NeedleSet(elements.map { Datum.json($0).text }, ignoringCase: true, place: .term)
      return .integer(set.firstIndex(in: arguments[0].text.span).map { Int64($0) } ?? -1)
    }
  },
  "indexof_regex": { (call) throws(Refusal) in
    let matcher = try call.prepared(1, makeMatcher)
    return { (arguments) throws(Refusal) in
      var window = IndexWindow()
      if arguments.count > 2 { window.start = arguments[2].integer ?? 0 }
      if arguments.count > 3 { window.length = arguments[3].integer ?? -1 }
      if arguments.count > 4 { window.occurrence = arguments[4].integer ?? 1 }
      return Text.indexOf(arguments[0].text.span, try matcher(arguments), window)
        .map { .integer($0) } ?? .null
    }
  },
  "replace_strings": { _ in
    { arguments in
      guard let lookups = arguments[1].json.elements, let rewrites = arguments[2].json.elements,
        lookups.count == rewrites.count
      else { return .string([]) }
      let searches = lookups.map { SubstringSearch(Datum.json($0).text) }
      let replacements = rewrites.map { rewrite -> [UInt8]? in
        if case .string(let bytes) = rewrite { bytes } else { nil }
      }
      return .string(Text.replace(arguments[0].text.span, searches, with: replacements))
    }
  },
  "regex_quote": { _ in { .string(Text.regexQuoted($0[0].text.span)) } },
]
