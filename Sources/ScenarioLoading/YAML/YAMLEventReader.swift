internal import CYaml

/// One event of libyaml's stream, in Swift's terms.
struct YAMLEvent {
  enum Kind {
    case documentStart
    case scalar(text: String, isPlain: Bool)
    case sequenceStart
    case mappingStart
    case collectionEnd
    case alias(String)
    case streamEnd
    /// The start of the stream, the end of a document.
    case other
  }

  var kind: Kind
  var anchor: String?
  var hasTag = false
  var span: Span
}

/// Why libyaml stopped.
struct YAMLSyntaxError: Error {
  var message: String
  var help: String?
  /// Absent where libyaml knows only the byte.
  var span: Span?
  var byteOffset: Int
}

/// Reads a text event by event with libyaml.
///
/// Yams' own tree knows no ends, no alias sites and no budget; the events have all three. This is
/// the only file that touches C memory.
@safe struct YAMLEventReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  init(_ bytes: [UInt8]) {
    // SAFETY: the parser keeps pointers to itself and to its input, so both live on the heap, where
    // they stay put until `deinit` frees them.
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    unsafe input = .allocate(capacity: max(1, bytes.count))
    _ = unsafe input.initialize(from: bytes)
    unsafe yaml_parser_initialize(parser)
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var raw = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw syntaxError() }
    // SAFETY: the event owns its strings; they are copied before it is deleted.
    defer { unsafe yaml_event_delete(&raw) }
    return unsafe event(raw)
  }

  private func event(_ raw: yaml_event_t) -> YAMLEvent {
    let span = unsafe Span(start: Position(raw.start_mark), end: Position(raw.end_mark))
    var event = YAMLEvent(kind: .other, span: span)
    switch unsafe raw.type {
    case YAML_DOCUMENT_START_EVENT:
      event.kind = .documentStart
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT:
      event.kind = .streamEnd
    case YAML_ALIAS_EVENT:
      event.kind = unsafe .alias(text(raw.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe raw.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
      event.kind = unsafe .scalar(text: String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
      event.anchor = unsafe text(scalar.anchor)
      event.hasTag = unsafe scalar.tag != nil
    case YAML_SEQUENCE_START_EVENT:
      event.kind = .sequenceStart
      event.anchor = unsafe text(raw.data.sequence_start.anchor)
      event.hasTag = unsafe raw.data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT:
      event.kind = .mappingStart
      event.anchor = unsafe text(raw.data.mapping_start.anchor)
      event.hasTag = unsafe raw.data.mapping_start.tag != nil
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      event.kind = .collectionEnd
    default:
      break
    }
    return event
  }

  private func text(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
  }

  private func syntaxError() -> YAMLSyntaxError {
    let problem = unsafe parser.pointee.problem
    var message = unsafe problem.map { unsafe String(cString: $0) } ?? "this can't be read as YAML"
    let context = unsafe parser.pointee.context
    if let context = unsafe context { message += unsafe " \(String(cString: context))" }
    // libyaml's own words name a function that users can't call.
    if message.contains("nesting level") { message = "values are nested too deep" }
    let kind = unsafe parser.pointee.error
    let isPlaced = kind == YAML_SCANNER_ERROR || kind == YAML_PARSER_ERROR
    let mark = unsafe Position(parser.pointee.problem_mark)
    return unsafe YAMLSyntaxError(
      message: "not valid YAML: \(message)",
      help: help(on: message),
      span: isPlaced ? Span(at: mark) : nil,
      byteOffset: Int(clamping: parser.pointee.problem_offset)
    )
  }

  private func help(on message: String) -> String? {
    if message.contains("cannot start any token") {
      return "indent with spaces, not tabs, and quote texts that begin with `@`, `%` or a backtick"
    }
    if message.contains("mapping values are not allowed") {
      return "quote a text that contains `: `, and check the indentation of this line"
    }
    if message.contains("did not find expected key") {
      return "check the indentation of this line"
    }
    return nil
  }
}

extension Position {
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
  }
}
