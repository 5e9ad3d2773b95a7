import GRDB
import GRDBSQLite
import KMSModel
import KMSUsage

extension Database {
  /// Reads all rows of a query, their columns taken in order by `read`.
  func rows<Value>(
    _ sql: String,
    _ arguments: StatementArguments = [],
    _ read: (inout RowReader) throws -> Value
  ) throws -> [Value] {
    var values: [Value] = []
    try forEachRow(sql, arguments) { values.append(try read(&$0)) }
    return values
  }

  /// Reads the rows of a query for each of some ranges, which it takes as two arguments.
  func rows<Value>(
    _ sql: String,
    in ranges: [ClosedRange<Int64>],
    _ read: (inout RowReader) throws -> Value
  ) throws -> [Value] {
    var values: [Value] = []
    try forEachRow(sql, in: ranges) { values.append(try read(&$0)) }
    return values
  }

  /// Calls `body` with each row of a query for each of some ranges, which it takes as two arguments.
  func forEachRow(
    _ sql: String,
    in ranges: [ClosedRange<Int64>],
    _ body: (inout RowReader) throws -> Void
  ) throws {
    for range in ranges {
      try forEachRow(sql, numbers: [range.lowerBound, range.upperBound], body)
    }
  }

  /// Calls `body` with each row of a query.
  func forEachRow(
    _ sql: String,
    _ arguments: StatementArguments = [],
    _ body: (inout RowReader) throws -> Void
  ) throws {
    let statement = try cachedStatement(sql: sql)
    try statement.setArguments(arguments)
    try forEachRow(of: statement, body)
  }

  /// Calls `body` with each row of a query with numbers alone: without GRDB's arguments, of which many
  /// thousands take long.
  func forEachRow(
    _ sql: String,
    numbers: [Int64],
    _ body: (inout RowReader) throws -> Void
  ) throws {
    let statement = try cachedStatement(sql: sql)
    for (place, number) in numbers.enumerated() {
      sqlite3_bind_int64(statement.sqliteStatement, Int32(place + 1), number)
    }
    try forEachRow(of: statement, body)
  }

  private func forEachRow(
    of statement: Statement,
    _ body: (inout RowReader) throws -> Void
  ) throws {
    let row = statement.sqliteStatement
    defer { sqlite3_reset(row) }
    while true {
      let code = sqlite3_step(row)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw lastError(code) }
      var reader = RowReader(row)
      try body(&reader)
    }
  }
}

/// A value in the store that this program cannot have written.
struct DamagedRow: Error, CustomStringConvertible {
  let query: String
  var description: String { "it holds an impossible value; found by \(query)" }
}

/// Takes the columns of one row, from the first to the last.
struct RowReader {
  private let row: OpaquePointer
  private var column: Int32 = -1

  fileprivate init(_ row: OpaquePointer) { self.row = row }

  var damage: DamagedRow {
    DamagedRow(query: sqlite3_sql(row).map { String(cString: $0) } ?? "")
  }

  mutating func skip() { column += 1 }

  mutating func number<Number: FixedWidthInteger>() throws -> Number {
    guard let value = Number(exactly: sqlite3_column_int64(row, next())) else {
      throw damage
    }
    return value
  }

  mutating func optionalNumber<Number: FixedWidthInteger>() throws -> Number? {
    if sqlite3_column_type(row, column + 1) != SQLITE_NULL { return try number() }
    skip()
    return nil
  }

  /// So much that sums of many thousand such numbers are numbers as well; no store has as much.
  static var mostCounted: Int { 1 << 48 }

  /// A number of things, which may be added to others.
  mutating func count() throws -> Int {
    let count: Int = try number()
    guard (0...Self.mostCounted).contains(count) else { throw damage }
    return count
  }

  mutating func timestamp() throws -> Timestamp { Timestamp(try number()) }

  mutating func value<Value: RawRepresentable<UInt8>>() throws -> Value {
    guard let value = Value(rawValue: try number()) else { throw damage }
    return value
  }

  /// An index that may be used without a further look.
  mutating func index(below count: Int) throws -> Int32 {
    let index: Int32 = try number()
    guard index >= 0, index < count else { throw damage }
    return index
  }

  /// As `index`, nil for a null.
  mutating func optionalIndex(below count: Int) throws -> Int32? {
    if sqlite3_column_type(row, column + 1) != SQLITE_NULL { return try index(below: count) }
    skip()
    return nil
  }

  mutating func text() -> String {
    let column = next()
    guard let start = sqlite3_column_text(row, column) else { return "" }
    let count = Int(sqlite3_column_bytes(row, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// As `text`, nil for a null.
  mutating func optionalText() -> String? {
    if sqlite3_column_type(row, column + 1) != SQLITE_NULL { return text() }
    skip()
    return nil
  }

  /// The text, if it comes before another one by its bytes; "" comes after all.
  mutating func text(before known: String) -> String? {
    let column = next()
    let start = sqlite3_column_text(row, column)
    let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column)))
    let isBefore =
      !bytes.isEmpty && (known.isEmpty || bytes.lexicographicallyPrecedes(known.utf8))
    return isBefore ? String(decoding: bytes, as: UTF8.self) : nil
  }

  /// The bytes of a text, which are gone with the row.
  mutating func textBytes() -> UnsafeRawBufferPointer {
    let column = next()
    let start = sqlite3_column_text(row, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column)))
  }

  mutating func seconds() -> SecondCounts { SecondCounts(packed: bytes()) }

  mutating func bytes() -> [UInt8] {
    let column = next()
    let count = Int(sqlite3_column_bytes(row, column))
    return Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(row, column), count: count))
  }

  private mutating func next() -> Int32 {
    column += 1
    return column
  }
}
