import TestSupport

/// Published queries beside the checkout; other people's data, so they need not be there.
struct SharedQuery {
  let text: String
  /// The file and line, for messages.
  let place: String
  /// Microsoft's engine refuses it.
  let isError: Bool
}

enum SharedQueries {
  static let project = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
  private static let folder = project + "/../shared"

  /// Queries of the files `kql/*.jsonl`, empty where they are absent.
  static func jsonLines(_ file: String) -> [SharedQuery] {
    guard let bytes = try? readFile("\(folder)/kql/\(file)") else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).enumerated().compactMap { index, line in
      let parsed = JSONLine(String(decoding: line, as: UTF8.self))
      guard let text = parsed.strings["query"] else { return nil }
      return SharedQuery(
        text: text, place: "\(file):\(index + 1)", isError: parsed.flags["error"] == true)
    }
  }

  /// The queries of the two published rules.
  static func rules() -> [SharedQuery] {
    let files = (try? filesBelow("\(folder)/rules", suffix: ".yaml")) ?? []
    return files.compactMap { file in
      guard let bytes = try? readFile(file) else { return nil }
      let lines = String(decoding: bytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false)
      guard let start = lines.firstIndex(of: "query: |") else { return nil }
      let body = lines[(start + 1)...].prefix { $0.hasPrefix("  ") || $0.isEmpty }
      return SharedQuery(
        text: body.map { $0.dropFirst(2) }.joined(separator: "\n"), place: file, isError: false)
    }
  }

  static let all =
    rules() + jsonLines("rules.jsonl") + jsonLines("oracle.jsonl")
    + jsonLines("doc_examples.jsonl")
}
