import Foundation
import Testing

@testable import KQL

/// The string functions beside the recorded answers of Microsoft's engine, without the engine: queries
/// of the forms that ``RecordedQuery`` reads.
@Suite struct RecordedAnswersTests {
  private static let path =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    + "/../shared/kql/oracle.jsonl"

  @Test func `recorded answers on strings are given exactly`() throws {
    guard let data = FileManager.default.contents(atPath: Self.path) else {
      print("skipped: \(Self.path) is absent")
      return
    }
    var compared = 0
    // NaN and Infinity, in answers on real numbers, are no JSON.
    for line in data.split(separator: 0x0A)
    where line.firstRange(of: utf8("NaN")) == nil && line.firstRange(of: utf8("Infinity")) == nil {
      let json = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      guard let query = json?["query"] as? String, let rows = json?["rows"] as? [[Any]],
        let ours = RecordedQuery.run(query)
      else { continue }
      compared += 1
      let expected = rows.map { $0.map(RecordedValue.init(json:)) }
      #expect(ours == expected, "\(query)")
    }
    print("\(compared) recorded answers compared")
    #expect(compared >= 75)
  }
}
