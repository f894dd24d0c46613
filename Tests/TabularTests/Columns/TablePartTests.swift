import ByteIO
import TestSupport
import Testing

@testable import Tabular

/// Rows that several threads make, put together in an order that somebody says.
@Suite struct TablePartTests {
  /// A row of every type with values made of a number; some are null.
  private func fill(_ row: inout RowBuffer, _ number: Int) {
    row.removeAll()
    for (index, column) in Tables.schema.columns.enumerated() where (number + index) % 4 != 0 {
      switch column.type {
      case .bool: row.setBool(index, number % 2 == 0)
      case .int, .long: row.setInteger(index, Int64(number))
      case .real: row.setReal(index, Double(number) / 2)
      case .decimal: row.setDecimal(index, Decimal128(Int64(number)))
      case .datetime: row.setDateTime(index, Int64(number) * Ticks.perDay)
      case .timespan: row.setTimeSpan(index, Int64(number))
      case .guid: row.setGUID(index, GUID(low: UInt64(number), high: 7))
      case .string: row.setString(index, text: "text \(number % 5)")
      case .dynamic: row.setDynamic(index, [UInt8]("{\"n\":\(number % 3)}".utf8).rawSpan)
      }
    }
  }

  private func table(
    parts: Int, pieces: [(part: Int, count: Int)], batchRows: Int, keeping places: [Int]
  ) -> Table {
    var all = (0..<parts).map { _ in TablePart(schema: Tables.schema, keeping: places) }
    var listed: [TablePiece] = []
    var row = RowBuffer(schema: Tables.schema)
    var number = 0
    for piece in pieces {
      let start = all[piece.part].count
      for _ in 0..<piece.count {
        fill(&row, number)
        all[piece.part].append(row)
        number += 1
      }
      listed.append(TablePiece(part: piece.part, rows: start..<start + piece.count))
    }
    let finished = all.indices.map { all[$0].finish() }
    return Table.assembling(Tables.schema, from: finished, in: listed, batchRows: batchRows)
  }

  @Test(arguments: [1, 2, 3], [3, 7, 100])
  func `rows come in the order of the pieces, whoever made them`(parts: Int, batchRows: Int) {
    let places = Array(Tables.schema.columns.indices)
    let counts = [2, 0, 5, 1, 9, 3]
    let one = table(
      parts: 1, pieces: counts.map { (0, $0) }, batchRows: 20, keeping: places)
    let many = table(
      parts: parts, pieces: counts.enumerated().map { ($0 * 2 % parts, $1) },
      batchRows: batchRows, keeping: places)
    #expect(many.count == 20)
    #expect(Tables.values(many) == Tables.values(one))
    #expect(many.batches.dropLast().allSatisfy { $0.count == batchRows })
    // Not even the numbers of texts tell how many made the rows.
    for (place, column) in Tables.schema.columns.enumerated() where column.type.isText {
      func codes(_ table: Table) -> [UInt32] {
        table.batches.flatMap { batch -> [UInt32] in
          guard case .texts(let codes, _) = batch.columns[place].storage else { return [] }
          return codes
        }
      }
      #expect(codes(many) == codes(one))
    }
  }

  @Test func `columns that are not kept are blank, and one of each type`() throws {
    let names = (0..<100).map { ColumnSchema("c\($0)", $0 % 2 == 0 ? .string : .long) }
    let schema = TableSchema(name: "wide", columns: names)
    var part = TablePart(schema: schema, keeping: [4])
    var row = RowBuffer(schema: schema)
    row.setString(4, text: "x")
    row.setString(6, text: "y")
    for _ in 0..<1_000 { part.append(row) }
    let table = Table.assembling(
      schema, from: [part.finish()], in: [TablePiece(part: 0, rows: 0..<1_000)])
    #expect(table.value(row: 999, column: 4) == .string("x"))
    #expect(table.value(row: 999, column: 6) == .string(""))
    #expect(table.value(row: 999, column: 7) == .null)
    // Three columns of values in all, not a hundred.
    #expect(table.byteCount < 30_000)
    let batch = try #require(table.batches.first)
    #expect(batch.gathering([0, 5, -1]).byteCount < 200)
    #expect(batch.slice(3..<10).columns[7].isBlank)
    #expect(Batch.concatenating([batch, batch]).columns[7].isBlank)
  }

  @Test func `no rows make no batch`() {
    let table = Table.assembling(Tables.schema, from: [], in: [])
    #expect(table.count == 0 && table.batches.isEmpty)
  }
}
