import GRDB

/// A table of texts, each once, under numbers that never change.
struct TextNumbers {
  private let database: Database
  private let table: String
  /// By bytes: to `String` an é is the same in either of its spellings.
  private var numbers: [[UInt8]: Int64] = [:]
  private var next: Int64 = 0

  init(_ table: String, of database: Database) throws {
    (self.database, self.table) = (database, table)
    let known = try database.rows("SELECT id, text FROM \(table)") { row in
      (number: try row.number() as Int64, text: row.text())
    }
    for (number, text) in known {
      numbers[Array(text.utf8)] = number
      next = max(next, number + 1)
    }
  }

  /// The numbers of texts; those that are new get the next, in their order.
  mutating func take(_ texts: [String]) throws -> [Int64] {
    var new: [(number: Int64, text: String)] = []
    let all = texts.map { text in
      let bytes = Array(text.utf8)
      if let known = numbers[bytes] { return known }
      defer { next += 1 }
      numbers[bytes] = next
      new.append((next, text))
      return next
    }
    try database.insert(into: table, columns: 2, new) { row, entry in
      row.add(entry.number)
      row.add(entry.text)
    }
    return all
  }
}

/// The texts of such a table in the order of their bytes, as facts number them.
struct SortedNumbers: Sendable {
  /// The first is the empty text.
  let texts: [String]
  /// Those in the table; -1 for an empty text that it does not have.
  let numbers: [Int64]
  /// By number in the table.
  private let places: [Int32]

  init(_ table: String, of database: Database) throws {
    var rows = try database.rows("SELECT id, text FROM \(table)") { row in
      (number: Int(try row.number() as Int32), text: row.text())
    }
    if !rows.contains(where: { $0.text.utf8.isEmpty }) { rows.append((-1, "")) }
    rows.sort { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    texts = rows.map(\.text)
    numbers = rows.map { Int64($0.number) }
    var places = [Int32](repeating: -1, count: 1 + (rows.map(\.number).max() ?? -1))
    for (place, row) in rows.enumerated() where row.number >= 0 {
      places[row.number] = Int32(place)
    }
    self.places = places
  }

  /// The place of the text with the number in a row's next column.
  func place(_ row: inout RowReader) throws -> Int32 {
    guard let place = place(ofNumber: Int(try row.number() as Int32)) else { throw row.damage }
    return place
  }

  /// As `place`, nil for a null.
  func optionalPlace(_ row: inout RowReader) throws -> Int32? {
    guard let number: Int32 = try row.optionalNumber() else { return nil }
    guard let place = place(ofNumber: Int(number)) else { throw row.damage }
    return place
  }

  /// nil for a number that the table does not have.
  func place(ofNumber number: Int) -> Int32? {
    places.indices.contains(number) && places[number] >= 0 ? places[number] : nil
  }
}

/// The texts of symbols, or of another such table, each looked up once.
struct SymbolTexts {
  private let database: Database
  private let table: String
  private var known: [Int64: String?] = [:]

  init(_ database: Database, of table: String = "symbol") {
    (self.database, self.table) = (database, table)
  }

  /// nil for a number that no text has.
  subscript(number: Int64) -> String? {
    mutating get throws {
      if let text = known[number] { return text }
      var text: String?
      try database.forEachRow("SELECT text FROM \(table) WHERE id = ?", numbers: [number]) {
        text = $0.text()
      }
      known[number] = .some(text)
      return text
    }
  }
}
