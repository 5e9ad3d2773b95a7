/// What earlier scans left of their ledgers, so that a request is counted once though its records
/// come on different nights.
///
/// The records of each scan are one more ledger in the merge, as if a worker had just read them.
package struct LedgerWindow {
  /// Rows of earlier days are settled: they were counted for good.
  package let openFrom: Int32
  private(set) var patterns: [WorkerPatterns] = []
  private(set) var ledgers: [StoredLedger] = []
  private(set) var aliasChanges: [AliasChange] = []
  private(set) var addenda: [Addendum] = []

  /// Rows that are not settled.
  package private(set) var openRows = 0

  /// Nothing: the first scan of a store.
  package init() { openFrom = .min }

  package init(openFrom: Int32) { self.openFrom = openFrom }

  /// Adds a scan by its archived patterns.
  ///
  /// - Throws: `ArchiveError` for bytes that no scan wrote.
  package mutating func add(scan archive: [UInt8]) throws(ArchiveError) {
    patterns.append(try WorkerPatterns(archive: archive))
    ledgers.append(StoredLedger())
  }

  /// Adds records of one file to the scan that was added last.
  ///
  /// - Throws: `ArchiveError` for bytes that no scan wrote.
  package mutating func add(rows bytes: [UInt8]) throws(ArchiveError) {
    guard let scan = patterns.last, let ledger = ledgers.last else { return }
    let limits = (scan.facts.patterns.count, LedgerRow.patternLimit - scan.variants.count)
    guard bytes.count % LedgerRow.bytes == 0 else { throw ArchiveError(offset: bytes.count) }
    for offset in stride(from: 0, to: bytes.count, by: LedgerRow.bytes) {
      var row = LedgerRow(bytes, at: offset)
      guard
        row.pattern < limits.0 || row.pattern >= limits.1 && row.pattern < LedgerRow.patternLimit
      else { throw ArchiveError(offset: offset) }
      row.isSettled = scan.day(of: row.pattern) < openFrom
      if !row.isSettled { openRows += 1 }
      ledger.rows.append(row)
    }
  }

  package mutating func add(_ change: StoredAliasChange) {
    aliasChanges.append(AliasChange(change))
  }

  package mutating func add(_ addendum: StoredAddendum) { addenda.append(Addendum(addendum)) }
}

/// The records that an earlier scan left.
final class StoredLedger {
  var rows = RequestLedger()

  func takeLedger() -> RequestLedger {
    var taken = RequestLedger()
    swap(&taken, &rows)
    return taken
  }
}

extension WorkerPatterns {
  /// Of one of its patterns or variants, by the number in a ledger.
  fileprivate func day(of pattern: Int) -> Int32 {
    let own =
      pattern < facts.patterns.count
      ? pattern : Int(variants[LedgerRow.patternLimit - 1 - pattern].pattern)
    return Int32(facts.patterns[own].day)
  }
}

/// The KMS records of one file, for the store.
package struct FileRows: Sendable {
  package let path: String
  /// Of its records of any service.
  package let lastDay: Int32
  package let rows: [UInt8]
}

/// An alias that came to name a key, or that was deleted, for the store.
package struct StoredAliasChange: Hashable, Sendable {
  /// ARN of the alias.
  package let alias: String
  /// Key ARN; "" when the alias was deleted.
  package let key: String
  /// Seconds since 1970.
  package let time: Int64

  package init(alias: String, key: String, time: Int64) {
    (self.alias, self.key, self.time) = (alias, key, time)
  }
}

/// A record that replaces an earlier one, for the store.
package struct StoredAddendum: Hashable, Sendable {
  package let identity, eventHash, original: UInt64

  package init(identity: UInt64, eventHash: UInt64, original: UInt64) {
    (self.identity, self.eventHash, self.original) = (identity, eventHash, original)
  }
}
