import TestSupport
import Testing

/// Rules of the style guide that a machine can check.
@Suite struct SourceRuleTests {
  private static let project =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  @Test func `no source file is longer than 500 lines`() throws {
    let files = try filesBelow("\(Self.project)/Sources", suffix: ".swift")
    #expect(files.count > 50)
    // What is embedded is data.
    for file in files where !file.contains("/Embedded/") {
      let lines = try readFile(file).count { $0 == UInt8(ascii: "\n") }
      #expect(lines <= 500, "\(file)")
    }
  }

  @Test func `unsafe stands in ByteIO, the renderer's kernel and libyaml's wrapper only`() throws {
    for file in try filesBelow("\(Self.project)/Sources", suffix: ".swift")
    where !file.contains("/Sources/ByteIO/") && !file.hasSuffix("/EVTX/Render/OutputBuffer.swift")
      && !file.hasSuffix("/LibYAML/YAMLReader.swift")
    {
      let text = String(decoding: try readFile(file), as: UTF8.self)
      for line in text.split(separator: "\n") {
        let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
        let words = code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        #expect(!words.contains("unsafe"), "\(file): \(line)")
      }
    }
  }

  @Test func `the README's example is the one that is compiled`() throws {
    let readme = String(decoding: try readFile("\(Self.project)/README.md"), as: UTF8.self)
    let example = try readFile("\(Self.project)/Tests/ReadmeExample/main.swift")
    #expect(readme.contains("```swift\n" + String(decoding: example, as: UTF8.self) + "```\n"))
  }

  @Test func `Foundation is imported at the edges only`() throws {
    for module in ["ByteIO", "EVTX", "Tabular"] {
      for file in try filesBelow("\(Self.project)/Sources/\(module)", suffix: ".swift") {
        let text = String(decoding: try readFile(file), as: UTF8.self)
        #expect(!text.contains("import Foundation"), "\(file)")
      }
    }
  }
}
