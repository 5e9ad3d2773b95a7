import GRDB

/// The tables.
///
/// Migrations are only ever appended: a store of any earlier version becomes one of this version.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 facts of a scan") { database in try database.execute(sql: first) }
    return migrator
  }

  /// Tables in an order in which they can be cleared.
  static let tables = [
    "access", "rate", "coverage", "usage", "file", "evidence", "diagnostic", "summary", "symbol",
  ]

  private static let first = """
    CREATE TABLE symbol (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE usage (
      id INTEGER PRIMARY KEY,
      key INTEGER NOT NULL, key_account INTEGER NOT NULL, region INTEGER NOT NULL,
      consumer_account INTEGER NOT NULL, attribution INTEGER NOT NULL,
      principal INTEGER NOT NULL, service INTEGER NOT NULL, operation INTEGER NOT NULL,
      ok INTEGER NOT NULL, denied INTEGER NOT NULL, throttled INTEGER NOT NULL,
      failed INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
      example_event_id TEXT NOT NULL
    );
    CREATE TABLE rate (
      charged_account INTEGER NOT NULL, region INTEGER NOT NULL, quota_family INTEGER NOT NULL,
      key INTEGER NOT NULL, kind INTEGER NOT NULL, day INTEGER NOT NULL, seconds BLOB NOT NULL,
      PRIMARY KEY (charged_account, region, quota_family, key, kind, day)
    ) WITHOUT ROWID;
    CREATE TABLE access (
      usage INTEGER NOT NULL REFERENCES usage (id), outcome INTEGER NOT NULL,
      day INTEGER NOT NULL, seconds BLOB NOT NULL,
      PRIMARY KEY (usage, outcome, day)
    ) WITHOUT ROWID;
    CREATE TABLE coverage (
      account INTEGER NOT NULL, region INTEGER NOT NULL, hour INTEGER NOT NULL,
      records INTEGER NOT NULL, kms_records INTEGER NOT NULL,
      first_record INTEGER NOT NULL, last_record INTEGER NOT NULL,
      PRIMARY KEY (account, region, hour)
    ) WITHOUT ROWID;
    CREATE TABLE file (
      id INTEGER PRIMARY KEY, path TEXT NOT NULL, status INTEGER NOT NULL,
      compressed_bytes INTEGER NOT NULL, uncompressed_bytes INTEGER NOT NULL,
      account TEXT NOT NULL, region TEXT NOT NULL, day INTEGER,
      records INTEGER NOT NULL, kms_records INTEGER NOT NULL
    );
    CREATE TABLE evidence (
      event_id TEXT NOT NULL, recipient_account TEXT NOT NULL, time INTEGER NOT NULL,
      event_name TEXT NOT NULL, record TEXT NOT NULL,
      PRIMARY KEY (event_id, recipient_account)
    );
    CREATE TABLE diagnostic (
      id INTEGER PRIMARY KEY, file TEXT NOT NULL, record INTEGER, byte INTEGER,
      code TEXT NOT NULL, reason TEXT NOT NULL
    );
    CREATE TABLE summary (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """
}
