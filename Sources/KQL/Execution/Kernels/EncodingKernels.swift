/// Encodings of texts. Source: dataexplorer-docs, query/base64-*-function.md, url-*-function.md.
let encodingKernels: [String: Kernel] = [
  "base64_encode_tostring": { _ in { .string(Base64.encode($0[0].text.span)) } },
  "base64_decode_tostring": { _ in
    { Base64.decodeText($0[0].text.span).map { .string($0) } ?? .string([]) }
  },
  "base64_decode_toarray": { _ in
    { arguments in
      guard let bytes = Base64.decode(arguments[0].text.span) else { return .null }
      return .dynamic(.array(bytes.map { .integer(Int64($0)) }))
    }
  },
  "base64_encode_fromarray": { _ in
    { (arguments) throws(Refusal) in
      guard let elements = arguments[0].json.elements else {
        throw Refusal("base64_encode_fromarray is supported for arrays only")
      }
      var bytes: [UInt8] = []
      for element in elements {
        guard case .integer(let number) = element, let byte = UInt8(exactly: number) else {
          throw Refusal("base64_encode_fromarray is supported for arrays of bytes only")
        }
        bytes.append(byte)
      }
      return .string(Base64.encode(bytes.span))
    }
  },
  "url_encode": { _ in { .string(Text.urlEncoded($0[0].text.span, isComponent: false)) } },
  "url_encode_component": { _ in { .string(Text.urlEncoded($0[0].text.span, isComponent: true)) } },
  "url_decode": { _ in { .string(Text.repaired(Text.urlDecoded($0[0].text.span))) } },
  "parse_command_line": { _ in
    { (arguments) throws(Refusal) in
      guard arguments[1].text == Array("windows".utf8) || arguments[1].text == Array("Windows".utf8)
      else { throw Refusal("parse_command_line knows \"windows\" only", code: .badUse) }
      let parts = Text.commandLineArguments(arguments[0].text.span)
      return parts.isEmpty ? .null : .dynamic(.array(parts.map { .string($0) }))
    }
  },
]
