import AuditFindings
package import AuditReports
import AuditStore
import KMSModel
package import KMSUsage

extension Audit {
  /// What a store is and holds.
  ///
  /// The size of each table takes reading the whole file.
  ///
  /// - Throws: `store` for one that is missing, damaged or not ours.
  package static func storeInfo(
    store path: String,
    tables: Bool
  ) throws(AuditError) -> StoreInfoAnswer {
    try withStoreErrors { () throws(StoreError) in
      let store = try AuditStore.openReadOnly(path: path)
      let contents = try store.contents()
      var answer = StoreInfoAnswer(path: path)
      answer.take(try store.measure())
      answer.take(contents)
      if tables { answer.tables = try store.tableSizes() }
      return answer
    }
  }

  /// Holds a store against SQLite's own check, its references and the sums of its numbers.
  ///
  /// - Throws: `store` for one that cannot be looked at.
  package static func checkStore(store path: String) throws(AuditError) -> CheckAnswer {
    try withStoreErrors { () throws(StoreError) in
      let store = try AuditStore.openReadOnly(path: path)
      var rows = [CheckRow.sqlite(try store.damage(quick: false))]
      guard rows[0].state == .ok else { return CheckAnswer(rows: rows) }
      let measure = try store.measure()
      guard measure.schemaVersion == measure.newestSchemaVersion else {
        rows.append(.olderSchema(measure))
        return CheckAnswer(rows: rows)
      }
      rows.append(.references(try store.danglingRows()))
      rows += try values(in: store)
      return CheckAnswer(rows: rows)
    }
  }

  private static func values(in store: AuditStore) throws(StoreError) -> [CheckRow] {
    do {
      let facts = try store.load().facts
      let events = try store.evidence(names: Judgement.eventNames).count
      let exports = try store.exports().count
      let found =
        "\(facts.usage.count) uses, \(events) events on grants and policies, \(exports) exports read"
      let spans = try store.contradictedSpans()
      return [CheckRow("values", .ok, found), .sums(facts, contradictedSpans: spans)]
    } catch  where error.code == .damaged {
      return [CheckRow("values", .attention, error.reason, advice: CheckRow.restore)]
    }
  }

  /// Folds and removes what has passed its age.
  ///
  /// - Parameters:
  ///   - path: of the store.
  ///   - retention: how much is kept before the last day in the store.
  ///   - lastDay: records of later days have a wrong time, and make nothing old.
  ///   - isDryRun: leaves the store as it was.
  /// - Returns: what it did, or would do.
  /// - Throws: `store` for one that is missing or in use; it is then as it was.
  package static func prune(
    store path: String,
    _ retention: Retention,
    lastDay: Int32,
    isDryRun: Bool
  ) throws(AuditError) -> PruneAnswer {
    try withStoreErrors { () throws(StoreError) in
      let store = try AuditStore.openExisting(path: path)
      let pruned = try store.prune(retention, lastDay: lastDay, isDryRun: isDryRun)
      return PruneAnswer(pruned, isDryRun: isDryRun)
    }
  }

  /// Packs a store anew.
  ///
  /// - Returns: its size before and afterwards, in bytes.
  /// - Throws: `store` for one that is missing, in use or on a full disk; it is then as it was.
  package static func vacuum(
    store path: String
  ) throws(AuditError) -> (before: Int, after: Int) {
    try withStoreErrors { () throws(StoreError) in
      let store = try AuditStore.openExisting(path: path)
      let before = try store.measure().bytes
      try store.vacuum()
      return (before, try store.measure().bytes)
    }
  }
}

extension StoreInfoAnswer {
  mutating func take(_ measure: StoreMeasure) {
    (bytes, freeBytes) = (measure.bytes, measure.freeBytes)
    schemaVersion = measure.schemaVersion
    newestSchemaVersion = measure.newestSchemaVersion
  }

  mutating func take(_ contents: StoreContents) {
    scannedAt = contents.scannedAt
    scannedBy = contents.summary["version"] ?? ""
    days = contents.days
    (firstRecord, lastRecord) = (contents.firstRecord, contents.lastRecord)
    (accounts, regions) = (contents.accounts, contents.regions)
    counters = contents.counters.byName
    (uses, stateChanges) = (contents.uses, contents.stateChanges)
    kept = contents.kept
    exports = contents.exports.map {
      Exports(command: $0.kind, count: $0.count, oldest: $0.oldest, newest: $0.newest)
    }
  }
}

extension PruneAnswer {
  fileprivate init(_ pruned: Pruned, isDryRun: Bool) {
    self.init(kept: pruned.kept, isDryRun: isDryRun)
    (foldedDays, removedDays) = (pruned.foldedDays, pruned.removedDays)
    (seriesOfSeconds, seriesOfHours) = (pruned.seriesOfSeconds, pruned.seriesOfHours)
    (removedUses, removedFiles) = (pruned.removedUses, pruned.removedFiles)
    freedBytes = pruned.freedBytes
  }
}

extension StoreContents {
  var scannedAt: Timestamp? { summary[RunSummary.startedName].flatMap { Timestamp($0) } }
}

extension CheckRow {
  static let restore =
    "Put the file aside and scan the logs anew into a new store; then import the exports again."

  static func sqlite(_ damage: [String]) -> CheckRow {
    damage.isEmpty
      ? CheckRow("SQLite", .ok, "the file is sound")
      : CheckRow("SQLite", .attention, damage.joined(separator: "; "), advice: restore)
  }

  static func olderSchema(_ measure: StoreMeasure) -> CheckRow {
    CheckRow(
      "schema",
      .unknown,
      "version \(measure.schemaVersion) of \(measure.newestSchemaVersion): an earlier kmsaudit "
        + "wrote it, and only what SQLite knows of it was checked",
      advice: "The next scan or import brings it up to date."
    )
  }

  fileprivate static func references(_ dangling: [String: Int]) -> CheckRow {
    guard !dangling.isEmpty else {
      return CheckRow("references", .ok, "every row that another one names is there")
    }
    let found = dangling.sorted { $0.key < $1.key }.map { "\($0.value) in \($0.key)" }
    return CheckRow(
      "references",
      .attention,
      "rows name what is not there: \(found.joined(separator: ", "))",
      advice: restore
    )
  }

  fileprivate static func sums(_ facts: UsageFacts, contradictedSpans: Int) -> CheckRow {
    let spans = contradictedSpans == 0 ? [] : ["spans of days, to their days: \(contradictedSpans)"]
    let contradictions = facts.contradictions + spans
    return contradictions.isEmpty
      ? CheckRow("sums", .ok, "the counters add up, and the tables to them")
      : CheckRow("sums", .attention, contradictions.joined(separator: "; "), advice: restore)
  }
}
