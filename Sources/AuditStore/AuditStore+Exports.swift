import GRDB
import JSONScan
package import KMSAccess
import KMSModel

/// An answer of the AWS CLI and the text it was read from.
package struct ExportText: Hashable, Sendable {
  package var export: AccessExport
  /// The JSON as it stood in the file.
  package var body: String

  package init(export: AccessExport, body: String) {
    self.export = export
    self.body = body
  }
}

extension AuditStore {
  /// Keeps exports, all or none.
  ///
  /// One with the subject and time of an earlier one takes its place.
  package func add(_ exports: [ExportText]) throws(StoreError) {
    try writing { database in
      try database.inTransaction(.immediate) {
        try database.insert(into: "export", columns: 8, exports, clause: Self.replacing) {
          row,
          text in
          let export = text.export
          let subject = export.subject
          row.add(subject.kind.rawValue)
          for part in [subject.account, subject.region, subject.keyARN, subject.policyName] {
            row.add(part)
          }
          row.add(export.time)
          row.add(export.source)
          row.add(text.body)
        }
        return .commit
      }
    }
  }

  private static let replacing = """
    ON CONFLICT DO UPDATE SET source = excluded.source, body = excluded.body
    """

  /// Ids of the keys of which there is a list of grants or a policy.
  package func exportedKeys() throws(StoreError) -> Set<String> {
    let sql = "SELECT DISTINCT key FROM export WHERE key <> ''"
    return try reading { database in
      Set(try database.rows(sql) { $0.text() }.compactMap { KeyARN($0)?.keyID })
    }
  }

  /// The exports of these kinds, nil for all, by kind, account, Region, key, policy and time.
  ///
  /// - Throws: `damaged` for a row that cannot be read again as what it says.
  package func exports(
    _ kinds: Set<ExportKind>? = nil
  ) throws(StoreError) -> [AccessExport] {
    try reading { database in
      let names = kinds?.map(\.rawValue).sorted() ?? []
      let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
      let chosen = kinds == nil ? "" : "WHERE kind IN (\(marks))"
      let sql = "SELECT * FROM export \(chosen) ORDER BY 1, 2, 3, 4, 5, 6"
      return try database.rows(sql, StatementArguments(names)) { row in
        guard let export = AccessExport(&row, try row.exportSubject()) else { throw row.damage }
        return export
      }
    }
  }

  /// The ARNs of all keys that logs or exports name, ascending.
  package func keyARNs() throws(StoreError) -> [String] {
    try reading { database in
      let texts = try database.rows("SELECT text FROM symbol WHERE text LIKE 'arn:%:key/%'") {
        $0.text()
      }
      let exported = try database.rows("SELECT DISTINCT key FROM export") { $0.text() }
      return Set(texts + exported).filter { KeyARN($0) != nil }.sorted()
    }
  }

}

extension RowReader {
  fileprivate mutating func exportSubject() throws -> ExportSubject {
    guard let kind = ExportKind(rawValue: text()) else { throw damage }
    return ExportSubject(
      kind: kind,
      account: text(),
      region: text(),
      keyARN: text(),
      policyName: text()
    )
  }
}

extension AccessExport {
  /// nil for a body that does not say of the subject what it said when it was read.
  fileprivate init?(_ row: inout RowReader, _ subject: ExportSubject) {
    guard let time = try? row.timestamp() else { return nil }
    var place = ExportPlace()
    place.command = subject.kind.rawValue
    (place.account, place.region) = (subject.account, subject.region)
    place.keyID = KeyARN(subject.keyARN)?.keyID ?? ""
    place.policyName = subject.policyName
    let source = row.text()
    guard let value = try? JSONValue(parsing: row.text()),
      let export = try? AccessExport(reading: value, place: place, source: source, time: time),
      export.subject == subject
    else { return nil }
    self = export
  }
}
