internal import KQL
internal import Tabular

/// The query of a rule, and where its mistakes stand in the rule's file.
struct RuleQuery {
  let rule: Rule

  /// What the query asks of tables, with the columns that windows are cut by.
  ///
  /// - Throws: ``DetectionError`` with the code `query`.
  func requests(_ tables: any TableProvider, now: Int64?) throws(DetectionError) -> [ScanRequest] {
    do throws(QueryError) {
      return try Engine.scanRequests(of: rule.query, tables: tables, now: now).map { request in
        guard let time = tables.schema(of: request.table)?.timeColumn,
          !request.columns.contains(time)
        else { return request }
        return ScanRequest(
          table: request.table, columns: (request.columns + [time]).sorted(),
          predicates: request.predicates)
      }
    } catch { throw failure(error) }
  }

  /// The answer of the query.
  func run(
    _ tables: any TableSource, now: Int64, limits: QueryLimits
  ) throws(DetectionError) -> QueryResult {
    do throws(QueryError) {
      return try Engine(source: tables, now: now, limits: limits, tracksLineage: true)
        .run(rule.query)
    } catch { throw failure(error) }
  }

  /// Whether the answer depends on the time of the evaluation beside the rows.
  var readsClock: Bool {
    // More than it must find, such as in a comment, costs time alone.
    ["now", "ago", "ingestion_time", "rand", "new_guid"].contains { rule.query.contains($0 + "(") }
      || rule.query.contains("ago (") || rule.query.contains("now (")
  }

  /// Whether the query itself leaves out what is older than a span before now.
  var looksBack: Bool { rule.query.contains("ago(") || rule.query.contains("ago (") }

  /// All mistakes of a query, with places in the file.
  func failures(_ error: QueryError) -> [DetectionError] {
    ([error] + error.further).map { one in
      DetectionError(
        one.code == .resources ? .limit : .query, one.message, file: rule.origin.file,
        at: rule.origin.position(ofQueryLine: one.line, column: one.column),
        excerpt: one.excerpt, ruleID: rule.id)
    }
  }

  private func failure(_ error: QueryError) -> DetectionError {
    failures(error).first
      ?? DetectionError(.query, error.message, file: rule.origin.file, ruleID: rule.id)
  }
}
