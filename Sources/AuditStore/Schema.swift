import GRDB

/// The tables.
///
/// Migrations are only ever appended: a store of any earlier version becomes one of
/// this version.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 facts of a scan") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID); \(facts)")
    }
    migrator.registerMigration("2 exports") { database in try database.execute(sql: exports) }
    migrator.registerMigration("3 details of cross-account use") { database in
      try database.execute(sql: accessDetails)
    }
    migrator.registerMigration("4 night after night") { database in
      try database.execute(sql: nights)
    }
    migrator.registerMigration("5 what old days leave, and first use") { database in
      try database.execute(sql: retention + firstUse + sumsOfDays)
      try FilePlaces(database).hashPaths()
    }
    migrator.registerMigration("6 sums of rates") { database in
      try database.execute(sql: sumsOfRates)
    }
    return migrator
  }

  /// "kmsa": SQLite keeps it in the file's header.
  private static let applicationID = 0x6B6D_7361

  /// - Returns: false for a file of another program, or without content.
  /// - Throws: `newer` for a store that this version does not know how to read.
  static func isOurs(_ database: Database, path: String) throws -> Bool {
    let id = try Int.fetchOne(database, sql: "PRAGMA application_id")
    guard id == applicationID else { return false }
    if try migrator.hasBeenSuperseded(database) { throw StoreError(newer: path) }
    return true
  }

  /// What makes an empty file what a new store is.
  static func content(of database: Database) throws -> [String] {
    let tables = try String.fetchAll(
      database,
      sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
    )
    let migrations = try String.fetchAll(
      database,
      sql:
        "SELECT 'INSERT INTO grdb_migrations VALUES (' || quote(identifier) || ')' FROM grdb_migrations"
    )
    return ["PRAGMA application_id = \(applicationID)"] + tables + migrations
  }

  static func isEmpty(_ database: Database) throws -> Bool {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
  }

  /// Texts stand once, in `symbol`.
  ///
  /// The numbers of enumerations are the raw values of their Swift types, and never change. A day counts from 1970-01-01, an hour and a time likewise; `seconds`
  /// is a `SecondCounts`. Rows are in the order of the facts: that of `id` or of the key.
  private static let facts = """
    CREATE TABLE symbol (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    CREATE TABLE usage (
      id INTEGER PRIMARY KEY,
      key INTEGER NOT NULL REFERENCES symbol,
      key_account INTEGER NOT NULL REFERENCES symbol,
      region INTEGER NOT NULL REFERENCES symbol,
      consumer_account INTEGER NOT NULL REFERENCES symbol,
      attribution INTEGER NOT NULL,
      principal INTEGER NOT NULL REFERENCES symbol,
      service INTEGER NOT NULL REFERENCES symbol,
      operation INTEGER NOT NULL REFERENCES symbol,
      first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
      example_event_id TEXT NOT NULL,
      ok INTEGER NOT NULL, denied INTEGER NOT NULL,
      throttled INTEGER NOT NULL, failed INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE rate (
      charged_account INTEGER NOT NULL REFERENCES symbol,
      region INTEGER NOT NULL REFERENCES symbol,
      quota_family INTEGER NOT NULL REFERENCES symbol,
      key INTEGER NOT NULL REFERENCES symbol,
      kind INTEGER NOT NULL,
      day INTEGER NOT NULL,
      seconds BLOB NOT NULL,
      PRIMARY KEY (charged_account, region, quota_family, key, kind, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE access (
      usage INTEGER NOT NULL REFERENCES usage,
      outcome INTEGER NOT NULL,
      day INTEGER NOT NULL,
      seconds BLOB NOT NULL,
      PRIMARY KEY (usage, outcome, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE coverage (
      account INTEGER NOT NULL REFERENCES symbol,
      region INTEGER NOT NULL REFERENCES symbol,
      hour INTEGER NOT NULL,
      records INTEGER NOT NULL, kms_records INTEGER NOT NULL,
      first_record INTEGER NOT NULL, last_record INTEGER NOT NULL,
      PRIMARY KEY (account, region, hour)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE file (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      status INTEGER NOT NULL,
      compressed_bytes INTEGER NOT NULL, uncompressed_bytes INTEGER NOT NULL,
      account TEXT NOT NULL, region TEXT NOT NULL, day INTEGER,
      records INTEGER NOT NULL, kms_records INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE evidence \(evidenceColumns);
    CREATE TABLE diagnostic (
      id INTEGER PRIMARY KEY,
      file TEXT NOT NULL, record INTEGER, byte INTEGER,
      code TEXT NOT NULL, reason TEXT NOT NULL
    ) STRICT;
    CREATE TABLE summary (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """

  /// Answers of the AWS CLI as they were read, each with its subject and moment: a scan keeps them.
  ///
  /// `source` is the name of the file.
  private static let exports = """
    CREATE TABLE export (
      kind TEXT NOT NULL,
      account TEXT NOT NULL, region TEXT NOT NULL,
      key TEXT NOT NULL, policy TEXT NOT NULL,
      time INTEGER NOT NULL,
      source TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (kind, account, region, key, policy, time)
    ) STRICT, WITHOUT ROWID;
    """

  /// Contexts and traits stand once, in `access_text`; a null trait differs between requests.
  ///
  /// Of use that an earlier version kept the contexts are not known: all that they have in common
  /// is nothing.
  private static let accessDetails = """
    CREATE TABLE access_text (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    INSERT INTO access_text VALUES (0, '');
    ALTER TABLE access RENAME TO access_without_context;
    CREATE TABLE access (
      usage INTEGER NOT NULL REFERENCES usage,
      context INTEGER NOT NULL REFERENCES access_text,
      context_is_common INTEGER NOT NULL,
      outcome INTEGER NOT NULL,
      day INTEGER NOT NULL,
      seconds BLOB NOT NULL,
      PRIMARY KEY (usage, context, context_is_common, outcome, day)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO access SELECT usage, 0, 1, outcome, day, seconds FROM access_without_context;
    DROP TABLE access_without_context;
    CREATE TABLE call (
      usage INTEGER PRIMARY KEY REFERENCES usage,
      session INTEGER REFERENCES access_text, user_id INTEGER REFERENCES access_text,
      source_ip INTEGER REFERENCES access_text, vpc_endpoint INTEGER REFERENCES access_text,
      multi_factor INTEGER REFERENCES access_text, source_arn INTEGER REFERENCES access_text,
      invoked_by INTEGER REFERENCES access_text, alias INTEGER REFERENCES access_text,
      message_type INTEGER REFERENCES access_text,
      key_agreement_algorithm INTEGER REFERENCES access_text,
      encryption_algorithm INTEGER REFERENCES access_text,
      signing_algorithm INTEGER REFERENCES access_text,
      mac_algorithm INTEGER REFERENCES access_text, key_pair_spec INTEGER REFERENCES access_text
    ) STRICT;
    """

  /// A day is the unit of all that is kept, and each file stands for itself, so that scans can add
  /// to each other.
  ///
  /// What an earlier version folded tells neither: the next scan reads the logs anew. The exports
  /// stay. The id of a use holds its day in the bits from 32 on. Symbols keep their numbers, which
  /// tell no order. An example of cross-account use without an id is that of the use.
  private static let nights = """
    DROP TABLE call; DROP TABLE access; DROP TABLE rate; DROP TABLE coverage; DROP TABLE usage;
    DROP TABLE diagnostic; DROP TABLE file;
    DELETE FROM access_text; DELETE FROM evidence; DELETE FROM summary; DELETE FROM symbol;
    CREATE TABLE usage (
      id INTEGER PRIMARY KEY,
      key INTEGER NOT NULL REFERENCES symbol,
      key_account INTEGER NOT NULL REFERENCES symbol,
      region INTEGER NOT NULL REFERENCES symbol,
      consumer_account INTEGER NOT NULL REFERENCES symbol,
      attribution INTEGER NOT NULL,
      principal INTEGER NOT NULL REFERENCES symbol,
      service INTEGER NOT NULL REFERENCES symbol,
      operation INTEGER NOT NULL REFERENCES symbol,
      first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
      example_event_id TEXT NOT NULL,
      ok INTEGER NOT NULL, denied INTEGER NOT NULL,
      throttled INTEGER NOT NULL, failed INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE access (
      usage INTEGER NOT NULL REFERENCES usage,
      context INTEGER NOT NULL REFERENCES access_text,
      context_is_common INTEGER NOT NULL,
      outcome INTEGER NOT NULL,
      seconds BLOB NOT NULL,
      example_event_id TEXT, example_second INTEGER,
      PRIMARY KEY (usage, context, context_is_common, outcome)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE call (
      usage INTEGER PRIMARY KEY REFERENCES usage,
      session INTEGER REFERENCES access_text, user_id INTEGER REFERENCES access_text,
      source_ip INTEGER REFERENCES access_text, vpc_endpoint INTEGER REFERENCES access_text,
      multi_factor INTEGER REFERENCES access_text, source_arn INTEGER REFERENCES access_text,
      invoked_by INTEGER REFERENCES access_text, alias INTEGER REFERENCES access_text,
      message_type INTEGER REFERENCES access_text,
      key_agreement_algorithm INTEGER REFERENCES access_text,
      encryption_algorithm INTEGER REFERENCES access_text,
      signing_algorithm INTEGER REFERENCES access_text,
      mac_algorithm INTEGER REFERENCES access_text, key_pair_spec INTEGER REFERENCES access_text,
      unique_id INTEGER REFERENCES access_text
    ) STRICT;
    CREATE TABLE rate (
      day INTEGER NOT NULL,
      charged_account INTEGER NOT NULL REFERENCES symbol,
      region INTEGER NOT NULL REFERENCES symbol,
      quota_family INTEGER NOT NULL REFERENCES symbol,
      key INTEGER NOT NULL REFERENCES symbol,
      kind INTEGER NOT NULL,
      seconds BLOB NOT NULL,
      PRIMARY KEY (day, charged_account, region, quota_family, key, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE day (
      day INTEGER PRIMARY KEY,
      requests INTEGER NOT NULL, duplicates INTEGER NOT NULL, second_copies INTEGER NOT NULL,
      replaced INTEGER NOT NULL, shadow INTEGER NOT NULL, dry_runs INTEGER NOT NULL,
      service_events INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE file (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      status INTEGER NOT NULL,
      compressed_bytes INTEGER NOT NULL, uncompressed_bytes INTEGER NOT NULL,
      account TEXT NOT NULL, region TEXT NOT NULL, day INTEGER,
      records INTEGER NOT NULL, kms_records INTEGER NOT NULL,
      other INTEGER NOT NULL, malformed INTEGER NOT NULL, out_of_scope INTEGER NOT NULL,
      diagnostics_dropped INTEGER NOT NULL,
      bytes INTEGER NOT NULL, tail INTEGER NOT NULL, modified INTEGER NOT NULL,
      choice TEXT NOT NULL,
      scan INTEGER NOT NULL, first_day INTEGER, last_day INTEGER
    ) STRICT;
    CREATE TABLE coverage (
      file INTEGER NOT NULL REFERENCES file,
      account TEXT NOT NULL, region TEXT NOT NULL,
      hour INTEGER NOT NULL,
      records INTEGER NOT NULL, kms_records INTEGER NOT NULL,
      first_record INTEGER NOT NULL, last_record INTEGER NOT NULL,
      PRIMARY KEY (file, account, region, hour)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE diagnostic (
      file INTEGER NOT NULL REFERENCES file,
      number INTEGER NOT NULL,
      record INTEGER, byte INTEGER,
      code TEXT NOT NULL, reason TEXT NOT NULL,
      PRIMARY KEY (file, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE scan (
      id INTEGER PRIMARY KEY,
      patterns BLOB NOT NULL
    ) STRICT;
    CREATE TABLE file_rows (
      file INTEGER PRIMARY KEY REFERENCES file,
      rows BLOB NOT NULL
    ) STRICT;
    CREATE TABLE addendum (
      identity INTEGER NOT NULL, event_hash INTEGER NOT NULL, original INTEGER NOT NULL,
      PRIMARY KEY (identity, event_hash, original)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE alias_change (
      alias TEXT NOT NULL, time INTEGER NOT NULL, key TEXT NOT NULL,
      PRIMARY KEY (alias, time, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE key_in_question (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    """

  /// When a use was first and last seen is asked of all days that are kept.
  ///
  /// The index has the days of each use together, as its entries end with the id. A refused request is
  /// no use.
  static let usageByKey = """
    usage_by_key ON usage (key, consumer_account, principal, service, operation)
      WHERE ok + throttled + failed > 0
    """

  private static let firstUse = """
    CREATE INDEX \(usageByKey);
    CREATE INDEX evidence_by_time ON evidence (time);
    CREATE INDEX file_by_last_day ON file (last_day);
    CREATE INDEX unread_file_by_day ON file (day) WHERE status IN (1, 2);
    """

  /// What is left of facts that have passed their age.
  ///
  /// `hours` is packed from `HourOfRate`s. `kept` tells the first day of which all is kept, of `rates` by
  /// the second and of `use`. Of files that were forgotten there is a `FileIdentity`. `watched` has the
  /// hours of records before the day that `kept` tells of it.
  ///
  /// A year has millions of files: what a night needs of them it finds by their paths and days.
  private static let retention = """
    CREATE TABLE hourly_rate (
      day INTEGER NOT NULL,
      charged_account INTEGER NOT NULL REFERENCES symbol,
      region INTEGER NOT NULL REFERENCES symbol,
      quota_family INTEGER NOT NULL REFERENCES symbol,
      key INTEGER NOT NULL REFERENCES symbol,
      kind INTEGER NOT NULL,
      hours BLOB NOT NULL,
      PRIMARY KEY (day, charged_account, region, quota_family, key, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE kept (what TEXT PRIMARY KEY, day INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE forgotten_file (identity INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE watched (
      account TEXT NOT NULL, region TEXT NOT NULL,
      first_hour INTEGER NOT NULL, last_hour INTEGER NOT NULL,
      PRIMARY KEY (account, region, first_hour)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX file_by_day ON file (first_day, day);
    CREATE INDEX file_of_days ON file (last_day) WHERE first_day <> last_day;
    ALTER TABLE file ADD COLUMN path_hash INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX file_by_path ON file (path_hash);
    ALTER TABLE file_rows ADD COLUMN scan INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE file_rows ADD COLUMN last_day INTEGER NOT NULL DEFAULT 0;
    UPDATE file_rows SET (scan, last_day) =
      (SELECT scan, coalesce(last_day, 0) FROM file WHERE id = file_rows.file);
    CREATE INDEX file_rows_by_scan ON file_rows (scan, last_day);
    """

  /// Of `UsageSpans`, with the columns of `usage`.
  ///
  /// Events that change keys are few beside those of grants.
  private static let sumsOfDays = """
    CREATE TABLE usage_span (
      id INTEGER PRIMARY KEY,
      key INTEGER NOT NULL REFERENCES symbol,
      key_account INTEGER NOT NULL REFERENCES symbol,
      region INTEGER NOT NULL REFERENCES symbol,
      consumer_account INTEGER NOT NULL REFERENCES symbol,
      attribution INTEGER NOT NULL,
      principal INTEGER NOT NULL REFERENCES symbol,
      service INTEGER NOT NULL REFERENCES symbol,
      operation INTEGER NOT NULL REFERENCES symbol,
      first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
      example_event_id TEXT NOT NULL,
      ok INTEGER NOT NULL, denied INTEGER NOT NULL,
      throttled INTEGER NOT NULL, failed INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX key_event ON evidence (event_name) WHERE \(isNoGrantEvent);
    """

  /// Of `RateSpans`: `days` days from `first_day` on.
  ///
  /// No second of them had more than `most` requests. `keys` is packed, key by key.
  private static let sumsOfRates = """
    CREATE TABLE rate_span (
      days INTEGER NOT NULL,
      first_day INTEGER NOT NULL,
      charged_account INTEGER NOT NULL REFERENCES symbol,
      region INTEGER NOT NULL REFERENCES symbol,
      quota_family INTEGER NOT NULL REFERENCES symbol,
      requests INTEGER NOT NULL,
      peak INTEGER NOT NULL, peak_at INTEGER NOT NULL,
      most INTEGER NOT NULL,
      keys BLOB NOT NULL,
      PRIMARY KEY (days, first_day, charged_account, region, quota_family)
    ) STRICT, WITHOUT ROWID;
    """

  /// Never changes: it is a part of the fifth migration.
  static let isNoGrantEvent = "event_name NOT IN ('CreateGrant', 'RetireGrant', 'RevokeGrant')"

  /// Also of the table in which a scan gathers evidence: SQLite moves rows between equal tables
  /// as they are.
  static let evidenceColumns = """
    (
      event_id TEXT NOT NULL,
      recipient_account TEXT NOT NULL,
      time INTEGER NOT NULL,
      event_name TEXT NOT NULL,
      record TEXT NOT NULL,
      PRIMARY KEY (event_id, recipient_account)
    ) STRICT, WITHOUT ROWID
    """
}
