import TestSupport
import Testing

@Suite struct SampleTests {
  /// The Samples folder beside Tests.
  private static let folder =
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Samples"

  @Test func `the files in Samples are what the writer makes, byte for byte`() throws {
    let files = SampleFile.all()
    for file in files {
      // Compared outside of the macro, which would print every byte.
      let isSame = try readFile("\(Self.folder)/\(file.path)") == file.bytes
      #expect(isSame, "\(file.path): run write-samples and look at the difference")
    }
    let readme = try readFile("\(Self.folder)/README.md")
    #expect(String(decoding: readme, as: UTF8.self) == SampleFile.readme(files))
  }

  @Test func `samples have names of their own`() {
    let paths = SampleFile.all().map(\.path)
    #expect(Set(paths).count == paths.count)
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `SHA-256 gives the digests of the standard`(text: String, digest: String) {
    #expect(SHA256.hex(Array(text.utf8)) == digest)
  }
}
