package import KMSModel
package import KMSUsage

/// The answer of `store info`.
package struct StoreInfoAnswer: Hashable, Sendable {
  /// The exports of one command of the AWS CLI.
  package struct Exports: Hashable, Sendable {
    package var command: String
    package var count: Int
    package var oldest: Timestamp
    package var newest: Timestamp

    package init(command: String, count: Int, oldest: Timestamp, newest: Timestamp) {
      (self.command, self.count) = (command, count)
      (self.oldest, self.newest) = (oldest, newest)
    }
  }

  package var path: String
  package var bytes = 0
  package var freeBytes = 0
  package var schemaVersion = 0
  package var newestSchemaVersion = 0
  /// When the last scan began, and which version of the program it was; nil and "" of a store that
  /// does not tell.
  package var scannedAt: Timestamp?
  package var scannedBy = ""
  /// UTC days with records.
  package var days = 0
  package var firstRecord: Timestamp?
  package var lastRecord: Timestamp?
  package var accounts = 0
  package var regions = 0
  /// Of `RunCounters`, by name.
  package var counters: [String: Int] = [:]
  package var uses = 0
  package var stateChanges = 0
  package var exports: [Exports] = []
  /// What is no longer kept whole.
  package var kept = KeptDays()
  /// Bytes with their indices, by name; nil when they were not asked for or cannot be told.
  package var tables: [String: Int]?

  package init(path: String) { self.path = path }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ListFormat) -> [UInt8] {
    switch format {
    case .table: table
    case .json: JSONWriter.bytes(json)
    }
  }

  private var table: [UInt8] {
    var table = TerminalTable()
    table.line("store        \(path)")
    table.line("size         \(size)")
    table.line("schema       \(schema)")
    table.line("last scan    \(lastScan)")
    table.line("records      \(counter("records")): \(counter("kms")) of KMS, \(period)")
    table.line("places       \(accounts) accounts, \(regions) Regions")
    table.line("files        \(counter("files")): \(counter("files_read")) read")
    table.line("requests     \(counter("requests")) in \(uses) uses")
    table.line("changes      \(stateChanges) state-changing events")
    if exports.isEmpty { table.line("exports      none") }
    for export in exports {
      let time =
        export.oldest == export.newest
        ? "of \(export.newest)" : "from \(export.oldest) to \(export.newest)"
      table.line("exports      \(export.count) of \(export.command), \(time)")
    }
    let rates = kept.ratesSince.map { " since \($0), before by the hour" } ?? ""
    table.line("rates        by the second\(rates)")
    let use = kept.useSince.map { "since \($0); what was before is no longer kept" }
    table.line("use          \(use ?? "of all days")")
    for (name, bytes) in largestTables { table.line("table        \(bytes) bytes: \(name)") }
    return table.out.bytes
  }

  private var size: String {
    "\(bytes) bytes" + (freeBytes > 0 ? ", of which \(freeBytes) are free" : "")
  }

  private var schema: String {
    schemaVersion == newestSchemaVersion
      ? "\(schemaVersion)"
      : "\(schemaVersion); the next scan or import brings it to \(newestSchemaVersion)"
  }

  private var lastScan: String {
    let program = scannedBy.isEmpty ? "" : " by version \(scannedBy)"
    return (scannedAt?.description ?? "at a time that the store does not tell") + program
  }

  private var period: String {
    guard let firstRecord, let lastRecord else { return "of no day" }
    return "\(firstRecord) to \(lastRecord), \(days) days"
  }

  private func counter(_ name: String) -> Int { counters[name] ?? 0 }

  private var largestTables: [(key: String, value: Int)] {
    (tables ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
  }

  private var json: JSONOutput {
    .object([
      "path": .text(path), "bytes": .integer(bytes), "free_bytes": .integer(freeBytes),
      "schema_version": .integer(schemaVersion),
      "newest_schema_version": .integer(newestSchemaVersion),
      "scanned_at": .time(scannedAt), "scanned_by": .text(scannedBy), "days": .integer(days),
      "first_record": .time(firstRecord), "last_record": .time(lastRecord),
      "accounts": .integer(accounts), "regions": .integer(regions),
      "counters": .counts(counters), "uses": .integer(uses),
      "state_changes": .integer(stateChanges), "exports": .array(exports, \.json),
      "kept": kept.json, "tables": tables.map(JSONOutput.counts) ?? .null,
    ])
  }
}

extension StoreInfoAnswer.Exports {
  fileprivate var json: JSONOutput {
    .object([
      "command": .text(command), "count": .integer(count), "oldest": .time(oldest),
      "newest": .time(newest),
    ])
  }
}
