import GRDB
import KMSModel
import KMSUsage

/// The tables that have a row for each log file, and so millions.
enum LongTable: CaseIterable { case coverage, file }

/// What a look at each of their rows tells.
struct LongTableSums: Sendable {
  /// Days, moments and places of the records.
  private(set) var contents = StoreContents()
  /// The files of each status, as one.
  private(set) var files: [(file: FileFact, count: Int)] = []

  init() {}

  init(_ table: LongTable, of database: Database) throws {
    switch table {
    case .coverage: try readCoverage(database)
    case .file: try readFiles(database)
    }
  }

  mutating func add(_ other: LongTableSums) {
    if other.contents.days > 0 { contents = other.contents }
    files += other.files
  }

  private mutating func readCoverage(_ database: Database) throws {
    var places = LogPlaces()
    var (days, first, last): (Set<Int64>, Int64?, Int64?) = ([], nil, nil)
    let sql = "SELECT account, region, hour / 24, first_record, last_record FROM coverage"
    try database.forEachRow(sql) { row in
      _ = places.number(&row)
      days.insert(try row.number())
      first = min(first ?? .max, try row.number())
      last = max(last ?? .min, try row.number())
    }
    contents.days = days.count
    (contents.firstRecord, contents.lastRecord) = (first.map { .init($0) }, last.map { .init($0) })
    contents.accounts = places.count(\.account)
    contents.regions = places.count(\.region)
  }

  private mutating func readFiles(_ database: Database) throws {
    // A store of an earlier version does not tell.
    guard try database.tableExists("day") else { return }
    var places: [FileStatus: Int] = [:]
    let sql = """
      SELECT status, compressed_bytes, uncompressed_bytes, records, kms_records, other, malformed,
        out_of_scope, diagnostics_dropped FROM file
      """
    try database.forEachRow(sql) { row in
      let status: FileStatus = try row.value()
      let place = places[status] ?? files.count
      if place == files.count {
        places[status] = place
        files.append((FileFact(path: "", status: status, compressedBytes: 0), 0))
      }
      files[place].count += 1
      try files[place].file.add(&row)
    }
  }
}

extension FileFact {
  fileprivate mutating func add(_ row: inout RowReader) throws {
    compressedBytes += try row.count()
    uncompressedBytes += try row.count()
    records += try row.count()
    kmsRecords += try row.count()
    other += try row.count()
    malformed += try row.count()
    outOfScope += try row.count()
    diagnosticsDropped += try row.count()
  }
}
