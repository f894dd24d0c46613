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

  @Test func `real logs give rows`() throws {
    let folder = Self.project + "/../shared/evtx"
    let files = try filesBelow(folder, suffix: ".evtx")
    var counts: [String: Int] = [:]
    let collector = RowCollector(BuiltIn.mappings)
    var decoder = EventDecoder(DecodeOptions(format: .fields))
    for file in files { try mapped(readFile(file), with: collector, &decoder) }
    for row in collector.rows { counts[row.table, default: 0] += 1 }
    print(counts)
    try writeFile(
      Array(collector.rows.map { $0.table + " " + $0.line + "\n" }.joined().utf8),
      to: "/tmp/mappings-rows.jsonl")
  }
}
