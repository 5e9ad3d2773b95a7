import GRDB

/// A UTC day on which an account and Region have records.
package struct CoveredDay: Hashable, Sendable {
  package var account: String
  package var region: String
  /// Days since 1970-01-01.
  package var day: Int32
  package var records: Int
  package var kmsRecords: Int

  package init(account: String, region: String, day: Int32, records: Int = 1, kmsRecords: Int = 0) {
    (self.account, self.region, self.day) = (account, region, day)
    (self.records, self.kmsRecords) = (records, kmsRecords)
  }
}

extension AuditStore {
  /// The days with records among some, by account, Region and day.
  ///
  /// - Parameters:
  ///   - days: UTC days since 1970-01-01.
  ///   - accounts: whose records are asked for; nil for all, as of very many.
  ///   - jobs: threads.
  /// - Returns: the days.
  /// - Throws: `damaged`, or what SQLite says.
  package func coveredDays(
    _ days: Range<Int32>,
    of accounts: Set<String>? = nil,
    jobs: Int = 1
  ) throws(StoreError) -> [CoveredDay] {
    try reading { database in
      let files = try Self.files(from: days.lowerBound, parts: threads(jobs), database)
      if files.count < 2 {
        return try files.map { try CoverageByDay(days, $0, accounts, database) }.first?.sorted ?? []
      }
      var covered = CoverageByDay()
      for part in try sideBySide(files, database, { try CoverageByDay(days, $1, accounts, $0) }) {
        covered.add(part)
      }
      return covered.sorted
    }
  }

  /// The ids of the files that may have records of a day or later ones, in parts.
  ///
  /// Files are numbered in the order of scans, so that earlier ones need not be looked at.
  private static func files(
    from day: Int32,
    parts count: Int,
    _ database: Database
  ) throws -> [ClosedRange<Int64>] {
    let sql = """
      SELECT (SELECT min(id) FROM file INDEXED BY file_by_last_day WHERE last_day >= ?),
        (SELECT max(id) FROM file)
      """
    var parts: [ClosedRange<Int64>] = []
    try database.forEachRow(sql, numbers: [Int64(day)]) { row in
      let (first, last): (Int64?, Int64?) = (try row.optionalNumber(), try row.optionalNumber())
      guard let first, let last, first >= 0 else { return }
      let size = (last - first) / Int64(count) + 1
      parts = stride(from: first, through: last, by: Int(size)).map {
        $0...min(last, $0 + size - 1)
      }
    }
    return parts
  }
}

/// Adds up the hours of files, of which there are millions.
private struct CoverageByDay: Sendable {
  private struct Days: Sendable {
    var days: [CoveredDay] = []
    private var places: [Int32: Int] = [:]
    private var last = 0

    /// Mostly the same one as the time before.
    mutating func withDay(_ day: Int32, _ none: CoveredDay, _ body: (inout CoveredDay) -> Void) {
      if !days.indices.contains(last) || days[last].day != day {
        last = places[day, default: days.count]
        if last == days.count {
          places[day] = last
          days.append(none)
        }
      }
      body(&days[last])
    }
  }

  /// SQLite takes 32,766 arguments, and a key may be used by more.
  private static let mostAccounts = 1000

  private var places = LogPlaces()
  private var covered: [Days] = []

  init() {}

  init(
    _ days: Range<Int32>,
    _ files: ClosedRange<Int64>,
    _ accounts: Set<String>?,
    _ database: Database
  ) throws {
    let accounts = accounts.flatMap { $0.count > Self.mostAccounts ? nil : $0 }
    let marks = accounts.map { Array(repeating: "?", count: $0.count).joined(separator: ", ") }
    let sql = """
      SELECT account, region, hour / 24, records, kms_records FROM coverage
      WHERE file BETWEEN ? AND ? AND hour >= ? AND hour < ?
        \(marks.map { "AND account IN (\($0))" } ?? "")
      """
    var arguments: StatementArguments = [
      files.lowerBound, files.upperBound, Int64(days.lowerBound) * 24, Int64(days.upperBound) * 24,
    ]
    arguments += StatementArguments(accounts ?? [])
    try database.forEachRow(sql, arguments) { row in
      let place = places.number(&row)
      let day: Int32 = try row.number()
      add(try row.count(), try row.count(), on: day, of: place)
    }
  }

  private mutating func add(_ records: Int, _ kmsRecords: Int, on day: Int32, of place: Int) {
    if place == covered.count { covered.append(Days()) }
    let (account, region) = (places[place].account, places[place].region)
    let none = CoveredDay(account: account, region: region, day: day, records: 0)
    covered[place].withDay(day, none) {
      $0.records += records
      $0.kmsRecords += kmsRecords
    }
  }

  mutating func add(_ other: CoverageByDay) {
    for day in other.covered.lazy.flatMap(\.days) {
      let place = places.number(of: day.account, day.region)
      add(day.records, day.kmsRecords, on: day.day, of: place)
    }
  }

  var sorted: [CoveredDay] {
    places.sorted.flatMap { covered[$0].days.sorted { $0.day < $1.day } }
  }
}
