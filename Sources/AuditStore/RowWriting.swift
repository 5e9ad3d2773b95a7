import GRDB
import GRDBSQLite
import KMSModel

// Rows go in and out by SQLite's own calls on GRDB's prepared statements, which GRDB documents for
// what it does not do itself: argument lists and row values would take several times as long.

extension Database {
  /// Inserts one row an element, its columns bound in order by `bind`.
  ///
  /// The clause says what is to happen on a conflict; without it a conflict is an error.
  func insert<Rows: Sequence>(
    into table: String,
    columns: Int,
    _ rows: Rows,
    clause: String = "",
    _ bind: (inout RowWriter, Rows.Element) -> Void
  ) throws {
    let marks = Array(repeating: "?", count: columns).joined(separator: ", ")
    let statement = try cachedStatement(sql: "INSERT INTO \(table) VALUES (\(marks)) \(clause)")
    for row in rows {
      var writer = RowWriter(statement)
      bind(&writer, row)
      let code = writer.step()
      guard code == SQLITE_DONE else { throw lastError(code) }
    }
  }

  func lastError(_ code: Int32) -> DatabaseError {
    let text = sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: text)
  }
}

/// Binds the columns of one row, from the first to the last.
struct RowWriter {
  private let statement: OpaquePointer
  private var column: Int32 = 0
  private var failure = SQLITE_OK

  fileprivate init(_ statement: Statement) { self.statement = statement.sqliteStatement }

  mutating func add(_ value: some FixedWidthInteger) {
    keep(sqlite3_bind_int64(statement, next(), Int64(value)))
  }

  mutating func add(_ value: Timestamp) { add(value.rawValue) }

  mutating func add(_ value: some RawRepresentable<UInt8>) { add(value.rawValue) }

  mutating func add(_ value: (some FixedWidthInteger)?) {
    if let value { add(value) } else { keep(sqlite3_bind_null(statement, next())) }
  }

  /// The length is given, so that a NUL in the text is no end.
  mutating func add(_ text: String) {
    var text = text
    let column = next()
    keep(
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text(statement, column, $0.baseAddress, Int32($0.count), copied)
        }
      }
    )
  }

  mutating func add(_ text: String?) {
    if let text { add(text) } else { keep(sqlite3_bind_null(statement, next())) }
  }

  mutating func add(_ bytes: [UInt8]) {
    let column = next()
    keep(
      bytes.withUnsafeBytes {
        $0.isEmpty
          ? sqlite3_bind_zeroblob(statement, column, 0)
          : sqlite3_bind_blob(statement, column, $0.baseAddress, Int32($0.count), copied)
      }
    )
  }

  /// Runs the statement with what was bound, and makes it ready for the next row.
  fileprivate func step() -> Int32 {
    guard failure == SQLITE_OK else { return failure }
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    return code
  }

  private mutating func next() -> Int32 {
    column += 1
    return column
  }

  private mutating func keep(_ code: Int32) { if code != SQLITE_OK { failure = code } }
}

/// `SQLITE_TRANSIENT`, a C macro that Swift does not see: SQLite takes a copy before it returns.
private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
