import CloudTrail
import GRDB
import KMSModel
import KMSUsage

/// Writes what is known of files, each for itself.
struct FileWriter {
  private let database: Database
  /// By path.
  private let ids: [String: Int64]

  /// Forgets what the store had of the files of `ids`, and writes what there is now.
  init(
    _ files: [FileFact],
    _ diagnostics: [Diagnostic],
    choice: String,
    ids: [String: Int64],
    scan: Int64,
    to database: Database
  ) throws {
    (self.database, self.ids) = (database, ids)
    let last = try Self.lastID(in: database)
    let read = Set(files.lazy.filter { $0.kmsRecords > 0 }.compactMap { ids[$0.path] })
    for id in ids.values.sorted() where id <= last {
      try forget(id)
      if !read.contains(id) { try forgetRows(of: id) }
    }
    // In the order of the tables: rows in any other would be moved about.
    let numbered = try files.map { (id: try id($0.path), fact: $0) }.sorted { $0.id < $1.id }
    try write(numbered, choice, scan)
    try write(numbered.flatMap { file in file.fact.coverage.map { (file.id, $0) } })
    for (path, own) in Dictionary(grouping: diagnostics, by: \.file).sorted(by: { $0.key < $1.key })
    {
      try write(own.sorted(), of: id(path))
    }
  }

  /// -1 where there is none.
  static func lastID(in database: Database) throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT max(id) FROM file") ?? -1
  }

  private func forget(_ id: Int64) throws {
    for (table, column) in [("file", "id"), ("coverage", "file"), ("diagnostic", "file")] {
      let sql = "DELETE FROM \(table) WHERE \(column) = ?"
      try database.cachedStatement(sql: sql).execute(arguments: [id])
    }
  }

  private func forgetRows(of id: Int64) throws {
    let sql = "DELETE FROM file_rows WHERE file = ?"
    try database.cachedStatement(sql: sql).execute(arguments: [id])
  }

  private func id(_ path: String) throws -> Int64 {
    guard let id = ids[path] else {
      throw DatabaseError(message: "the scan was not told that it reads \(path)")
    }
    return id
  }

  private func write(
    _ files: [(id: Int64, fact: FileFact)],
    _ choice: String,
    _ scan: Int64
  ) throws {
    try database.insert(into: "file", columns: 22, files) { row, file in
      let fact = file.fact
      row.add(file.id)
      row.add(fact.path)
      row.add(fact.status)
      row.add(fact.compressedBytes)
      row.add(fact.uncompressedBytes)
      row.add(fact.account)
      row.add(fact.region)
      row.add(fact.day)
      row.add(fact.records)
      row.add(fact.kmsRecords)
      row.add(fact.other)
      row.add(fact.malformed)
      row.add(fact.outOfScope)
      row.add(fact.diagnosticsDropped)
      row.add(fact.content.bytes)
      row.add(Int64(bitPattern: fact.content.tail))
      row.add(fact.content.modified)
      row.add(choice)
      row.add(scan)
      row.add(fact.firstDay)
      row.add(fact.lastDay)
      row.add(FilePlaces.hash(fact.path))
    }
  }

  private func write(_ coverage: [(file: Int64, fact: CoverageFact)]) throws {
    try database.insert(into: "coverage", columns: 8, coverage) { row, cell in
      let fact = cell.fact
      row.add(cell.file)
      row.add(fact.account)
      row.add(fact.region)
      row.add(fact.hour)
      row.add(fact.records)
      row.add(fact.kmsRecords)
      row.add(fact.firstRecord)
      row.add(fact.lastRecord)
    }
  }

  private func write(_ diagnostics: [Diagnostic], of file: Int64) throws {
    try database.insert(into: "diagnostic", columns: 6, diagnostics.enumerated()) { row, entry in
      row.add(file)
      row.add(entry.offset)
      row.add(entry.element.record)
      row.add(entry.element.byte)
      row.add(entry.element.code)
      row.add(entry.element.reason)
    }
  }
}
