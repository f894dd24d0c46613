import ByteIO
import TestSupport
import Tabular
import Testing

@Suite struct ColumnTests {
  @Test func `what was appended is read back, in batches of any size`() {
    for batchRows in [1, 2, 3, 100] {
      let table = Tables.table(batchRows: batchRows)
      #expect(table.count == 3)
      #expect(table.batches.map(\.count).reduce(0, +) == 3)
      #expect(table.batches.allSatisfy { $0.count <= batchRows })
      #expect(Tables.values(table) == Tables.rows)
    }
  }

  @Test func `rows of a buffer become the same table as values`() {
    var row = RowBuffer(schema: Tables.schema)
    var builder = TableBuilder(schema: Tables.schema)
    for values in Tables.rows {
      row.removeAll()
      for (column, value) in values.enumerated() {
        switch value {
        case .null: break
        case .bool(let value): row.setBool(column, value)
        case .integer(let value): row.setInteger(column, value)
        case .real(let value): row.setReal(column, value)
        case .decimal(let value): row.setDecimal(column, value)
        case .dateTime(let ticks): row.setDateTime(column, ticks)
        case .timeSpan(let ticks): row.setTimeSpan(column, ticks)
        case .guid(let value): row.setGUID(column, value)
        case .string(let text): row.setString(column, text: text)
        case .dynamic(let text): row.setDynamic(column, [UInt8](text.utf8).rawSpan)
        }
      }
      builder.append(row)
    }
    #expect(Tables.values(builder.finish()) == Tables.rows)
  }

  @Test func `rows are gathered in any order, and below zero as nulls`() {
    let batch = Batch.concatenating(Tables.table().batches)
    let gathered = batch.gathering([2, -1, 0, 0])
    let values = (0..<4).map { row in gathered.columns.map { $0.value(at: row) } }
    #expect(values == [Tables.rows[2], Tables.rows[1], Tables.rows[0], Tables.rows[0]])
  }

  @Test func `rows are filtered, cut and put together`() {
    let batch = Batch.concatenating(Tables.table().batches)
    var selection = Bitmap(count: 3)
    selection[0] = true
    selection[2] = true
    let filtered = batch.filtered(by: selection)
    #expect(filtered.count == 2)
    #expect(filtered.columns.map { $0.value(at: 1) } == Tables.rows[2])
    let again = Batch.concatenating([batch.slice(0..<1), batch.slice(1..<3)])
    #expect((0..<3).map { row in again.columns.map { $0.value(at: row) } } == Tables.rows)
    #expect(batch.filtered(by: Bitmap(repeating: true, count: 3)).count == 3)
  }

  @Test func `texts of different dictionaries are numbered anew when put together`() {
    let other = Tables.table(Tables.rows.reversed())
    let all = Batch.concatenating(Tables.table().batches + other.batches)
    let expected = Tables.rows + Tables.rows.reversed()
    #expect((0..<6).map { row in all.columns.map { $0.value(at: row) } } == expected)
    guard case .texts(let codes, let dictionary) = all.columns[7].storage else {
      Issue.record("no texts")
      return
    }
    // Equal texts have equal numbers.
    #expect(codes[0] == codes[5] && codes[1] == 0 && codes[2] == codes[3])
    #expect(dictionary.count == 3)
  }

  @Test func `a string is never null`() {
    let column = Column(nullsOf: .string, count: 2)
    #expect(column.nulls == nil)
    #expect(column.value(at: 1) == .string(""))
    #expect(Column(nullsOf: .dynamic, count: 2).value(at: 1) == .null)
  }

  @Test func `memory is accounted for, a dictionary once`() {
    let small = Tables.table(batchRows: 100)
    let large = Tables.table(
      Array(repeating: Tables.rows, count: 100).flatMap { $0 }, batchRows: 10)
    let dictionaries = small.byteCount - small.batches.reduce(0) { $0 + $1.byteCount }
    #expect(dictionaries > 0)
    #expect(large.byteCount - large.batches.reduce(0) { $0 + $1.byteCount } == dictionaries)
    #expect(large.batches.reduce(0) { $0 + $1.byteCount } > 300 * 60)
  }

  @Test func `a bitmap keeps its bits apart`() {
    var bits = Bitmap(count: 0)
    for index in 0..<200 { bits.append(index % 3 == 0) }
    #expect(bits.trueCount == 67)
    #expect(bits.trueIndices.allSatisfy { $0 % 3 == 0 })
    for _ in 0..<100 { bits.removeLast() }
    #expect(bits.count == 100 && bits.trueCount == 34)
    bits.append(true)
    #expect(bits[100] && !bits[98])
    #expect(Bitmap(repeating: true, count: 65).trueCount == 65)
    #expect(Bitmap(repeating: true, count: 0).words.isEmpty)
  }
}

@Suite struct StringDictionaryTests {
  @Test func `each text has one number, in the order in which they come`() {
    let interner = StringInterner()
    #expect(interner.intern("") == 0)
    #expect(interner.intern("b") == 1)
    #expect(interner.intern("a") == 2)
    #expect(interner.intern("b") == 1)
    let dictionary = interner.makeDictionary()
    #expect(dictionary.count == 3)
    #expect(
      dictionary.string(0) == "" && dictionary.string(1) == "b" && dictionary.string(2) == "a")
    #expect(dictionary.code(of: "a") == 2 && dictionary.code(of: "") == 0)
    #expect(dictionary.code(of: "c") == nil)
  }

  @Test func `many texts of every length stay apart`() {
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var dice = SplitMix64(seed: seed)
    let interner = StringInterner()
    var known: [[UInt8]: UInt32] = [[]: 0]
    var texts: [[UInt8]] = [[]]
    for _ in 0..<20_000 {
      let length = Int(dice.next() % 40)
      // Few different bytes, so that texts repeat and differ in one place only.
      let text = (0..<length).map { _ in UInt8(0x61 + (dice.next() % 16 == 0 ? 1 : 0)) }
      let code = interner.intern(text.rawSpan, from: 0, to: text.count)
      if let earlier = known[text] {
        #expect(code == earlier)
      } else {
        #expect(Int(code) == texts.count)
        known[text] = code
        texts.append(text)
      }
    }
    let dictionary = interner.makeDictionary()
    #expect(dictionary.count == texts.count)
    for (code, text) in texts.enumerated() {
      #expect(dictionary.code(of: text.rawSpan) == UInt32(code))
      #expect(dictionary.string(UInt32(code)) == String(decoding: text, as: UTF8.self))
    }
    dictionary.withTexts { bytes, offsets in
      #expect(offsets.count == texts.count + 1)
      #expect(bytes.byteCount == (offsets.last ?? 0) + TextBuffer.slack)
    }
  }
}
