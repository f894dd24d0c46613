import Tabular
import Testing

@testable import KQL

/// Operators whose columns only the data tells, bound before and after it told them.
@Suite struct OpenSchemaTests {
  private let query = """
    Processes
    | evaluate bag_unpack(Data)
    | where user == "x"
    | evaluate pivot(user, sum(size), Host)
    | extend a = column_ifexists("alice", 0), b = column_ifexists("bob", 0)
    """

  @Test func `an open query knows only the columns that come from elsewhere`() throws {
    let bound = try Binder.bind(query, tables: NamedTables.small)
    #expect(bound.openCount == 2)
    #expect(bound.root.schema.isOpen)
    #expect(bound.root.schema.columns.map(\.name) == ["Host", "a", "b"])
  }

  @Test func `a resolved operator gives its columns and types to those behind it`() throws {
    let unpacked = RowSchema([
      BoundColumn("Host", .string), BoundColumn("user", .string), BoundColumn("size", .long),
    ])
    let once = try Binder.bind(query, tables: NamedTables.small, resolved: [unpacked])
    #expect(once.openCount == 2)
    #expect(once.root.schema.isOpen)

    let pivoted = RowSchema([BoundColumn("Host", .string), BoundColumn("alice", .long)])
    let twice = try Binder.bind(query, tables: NamedTables.small, resolved: [unpacked, pivoted])
    #expect(!twice.root.schema.isOpen)
    #expect(
      twice.root.schema.columns == [
        BoundColumn("Host", .string), BoundColumn("alice", .long), BoundColumn("a", .long),
        BoundColumn("b", .long),
      ])
  }

  @Test func `a column that the data lacks is an error once the data is known`() throws {
    let unpacked = RowSchema([BoundColumn("Host", .string)])
    #expect(throws: QueryError.self) {
      try Binder.bind(query, tables: NamedTables.small, resolved: [unpacked])
    }
  }

  @Test func `a resolved schema that stays open takes any name`() throws {
    let unpacked = RowSchema([BoundColumn("Host", .string)], isOpen: true)
    let bound = try Binder.bind(query, tables: NamedTables.small, resolved: [unpacked])
    #expect(bound.openCount == 2)
  }
}
