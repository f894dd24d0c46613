import ByteIO
import EVTX
import TestSupport
import Testing

@testable import EventTables

@Suite struct EmbeddedMappingTests {
  private static let project =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  @Test func `every mapping file in Schemas is embedded as it is`() throws {
    let files = try filesBelow("\(Self.project)/Schemas/mappings", suffix: ".json").sorted()
    #expect(files.count == embeddedMappings.count)
    for (file, embedded) in zip(files, embeddedMappings) {
      #expect(file.hasSuffix("/\(embedded.file)"))
      #expect(
        try readFile(file) == [UInt8](embedded.text.description.utf8),
        "\(file): run Schemas/generate.py")
    }
  }

  @Test func `nothing is wrong with the mapping files`() throws {
    do throws(MappingError) {
      _ = try MappingSet()
    } catch {
      Issue.record("\(error)")
    }
  }
}
