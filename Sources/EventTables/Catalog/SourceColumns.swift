public import Tabular

/// The columns that `--source-columns` puts behind those of a table: where each row came from.
public let sourceColumns: [ColumnSchema] = [
  ColumnSchema("_SourceFile", .string), ColumnSchema("_Channel", .string),
  ColumnSchema("_EventRecordID", .long), ColumnSchema("_RecordOffset", .long),
  ColumnSchema("_RecordKey", .string), ColumnSchema("_TimeFiletime", .long),
]
