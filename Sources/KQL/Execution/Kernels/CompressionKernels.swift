internal import ByteIO

/// The text that a stream in base 64 decompresses to; empty for what is no such stream or no UTF-8.
///
/// Compressing is refused: the bytes depend on who compresses.
private func decompress(_ format: Inflater.Format) -> Kernel {
  { _ in
    { (arguments) throws(Refusal) in
      guard let input = Base64.decode(arguments[0].text.span), !input.isEmpty else {
        return .string([])
      }
      var output: [UInt8] = []
      do throws(InflateError) {
        var inflater = try Inflater(format: format)
        var at = 0
        var block = ByteBuffer(capacity: 1 << 14)
        while true {
          var target = block.mutableBytes
          let step = try inflater.inflate(
            input.rawSpan, from: at, to: input.count, into: &target, at: 0)
          at += step.consumed
          let written = block.bytes
          for index in 0..<step.produced { output.append(written.u8(index)) }
          if output.count > Limits.valueBytes { break }
          if step.isFinished { break }
          if step.consumed == 0, step.produced == 0 { return .string([]) }
        }
        guard at == input.count || output.count > Limits.valueBytes else {
          throw InflateError(reason: "bytes behind the stream")
        }
      } catch {
        return .string([])
      }
      guard output.count <= Limits.valueBytes else {
        throw Refusal(
          "expected a text of at most \(Limits.valueBytes >> 20) MiB, found more", code: .resources)
      }
      return .string(Text.isUTF8(output.span) ? output : [])
    }
  }
}

/// Compressed texts. Source: dataexplorer-docs, query/zlib-base64-decompress-function.md and its like.
let compressionKernels: [String: Kernel] = [
  "zlib_decompress_from_base64_string": decompress(.zlib),
  "gzip_decompress_from_base64_string": decompress(.gzip),
]
