internal import CLibYAML

/// Reads YAML 1.1 step by step.
///
/// The one place that calls libyaml. The text is copied, so that the parser never reads what others may
/// change; each event is copied and freed at once. Depth and number of events are bounded, and libyaml's
/// parser is a state machine without recursion.
/// Source: libyaml 0.2.5, yaml.h.
@safe
public struct YAMLReader: ~Copyable {
  // Owned: made in init, given back in deinit.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutablePointer<UInt8>
  private var depth = 0
  private var eventCount = 0
  private var isAtEnd = false

  /// A reader of a whole text.
  ///
  /// - Throws: ``YAMLError`` when the text is longer than ``Limits/fileByteCount`` or no UTF-8.
  public init(_ bytes: [UInt8]) throws(YAMLError) {
    let start = YAMLPosition(line: 1, column: 1)
    guard bytes.count <= Limits.fileByteCount else {
      throw YAMLError(
        reason: "expected at most \(Limits.fileByteCount) bytes, found \(bytes.count)",
        position: start)
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw YAMLError(reason: "the text is no valid UTF-8", position: start)
    }
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    // The memory holds one parser; this fills it with zeros and allocates its buffers.
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      throw YAMLError(reason: "there is no memory for a parser", position: start)
    }
    let text = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
    for (index, byte) in bytes.enumerated() {
      // index < bytes.count, which is what was allocated.
      unsafe text[index] = byte
    }
    // The text outlives the parser: both are given back in deinit.
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, text, bytes.count)
    unsafe self.parser = parser
    unsafe self.text = text
  }

  deinit {
    // Both were made in init and are used by nobody else.
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe text.deallocate()
  }

  /// The next event; behind the end `streamEnd` for ever.
  ///
  /// - Throws: ``YAMLError`` where the text is wrong, nested deeper than ``Limits/depth`` or too long.
  public mutating func next() throws(YAMLError) -> YAMLEvent {
    while true {
      guard !isAtEnd else {
        return YAMLEvent(kind: .streamEnd, anchor: nil, start: here, end: here)
      }
      guard let event = try step() else { continue }
      eventCount += 1
      switch event.kind {
      case .sequenceStart, .mappingStart: depth += 1
      case .sequenceEnd, .mappingEnd: depth -= 1
      case .streamEnd: isAtEnd = true
      default: break
      }
      guard depth <= Limits.depth, eventCount <= Limits.eventCount else {
        isAtEnd = true
        throw YAMLError(
          reason: depth > Limits.depth
            ? "is nested deeper than \(Limits.depth)" : "has more than \(Limits.eventCount) values",
          position: event.start)
      }
      return event
    }
  }

  /// Where the parser is.
  private var here: YAMLPosition {
    // The parser is initialised as long as self lives.
    let mark = unsafe parser.pointee.mark
    return Self.position(mark)
  }

  private static func position(_ mark: yaml_mark_t) -> YAMLPosition {
    YAMLPosition(
      line: Int(clamping: mark.line).addingClamped(1),
      column: Int(clamping: mark.column).addingClamped(1))
  }

  /// Lets libyaml take one step; nil for the start of the stream.
  private mutating func step() throws(YAMLError) -> YAMLEvent? {
    var event = unsafe yaml_event_t()
    // Fills the event, or leaves it empty and says why in the parser.
    guard unsafe yaml_parser_parse(parser, &event) == 1 else {
      isAtEnd = true
      throw failure()
    }
    // Frees what the event owns; all of it has been copied then.
    defer { unsafe yaml_event_delete(&event) }
    var anchor: String?
    let kind: YAMLEvent.Kind
    // The type says which member of the union is filled.
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_SEQUENCE_START_EVENT:
      kind = .sequenceStart
      anchor = unsafe Self.name(event.data.sequence_start.anchor)
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      kind = .mappingStart
      anchor = unsafe Self.name(event.data.mapping_start.anchor)
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    case YAML_ALIAS_EVENT: kind = .alias(unsafe Self.name(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      anchor = unsafe Self.name(scalar.anchor)
      kind = .scalar(
        text: unsafe Self.text(scalar.value, scalar.length), style: Self.style(unsafe scalar.style))
    case YAML_STREAM_END_EVENT: kind = .streamEnd
    default: return nil
    }
    return YAMLEvent(
      kind: kind, anchor: anchor, start: Self.position(unsafe event.start_mark),
      end: Self.position(unsafe event.end_mark))
  }

  private static func style(_ style: yaml_scalar_style_t) -> YAMLScalarStyle {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  /// A copy of `length` bytes of UTF-8.
  @unsafe
  private static func text(_ start: UnsafeMutablePointer<yaml_char_t>?, _ length: Int) -> String {
    guard let start = unsafe start, length > 0 else { return "" }
    // libyaml says that so many bytes are there.
    return unsafe String(
      decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
  }

  /// A copy of a name that ends with a zero; nil for none.
  @unsafe
  private static func name(_ start: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let start = unsafe start else { return nil }
    // libyaml ends names with a zero.
    return unsafe String(cString: start)
  }

  /// What libyaml says of the text.
  private func failure() -> YAMLError {
    // The parser is initialised; its texts are static strings of libyaml.
    let state = unsafe parser.pointee
    var reason = "the text is wrong"
    if let problem = unsafe state.problem { reason = unsafe String(cString: problem) }
    if let context = unsafe state.context { reason += ", " + (unsafe String(cString: context)) }
    let isReading = unsafe state.error == YAML_READER_ERROR
    let mark = isReading ? unsafe state.mark : unsafe state.problem_mark
    return YAMLError(reason: reason, position: Self.position(mark))
  }
}

extension Int {
  /// The sum, at most the largest integer.
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
