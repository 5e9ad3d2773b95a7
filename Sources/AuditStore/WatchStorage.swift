import GRDB
package import KMSAccess
import KMSUsage

extension AuditStore {
  /// For which hours there are, or ever were, records of each account and Region, by both and hour.
  package func watchedHours() throws(StoreError) -> [WatchedHours] {
    try reading { database in
      let writer = WatchWriter(database)
      let (settled, day) = (try writer.settled(), try writer.day())
      return (settled + (try writer.covered(day...(.max)))).joined
    }
  }

  /// Those of days that no scan changes any more.
  package func settledWatchedHours() throws(StoreError) -> [WatchedHours] {
    try reading { try WatchWriter($0).settled() }
  }
}

/// Keeps for which hours there were records, of the days that no scan changes any more: of a year of
/// files in a few rows, which stay when the files have passed their age.
struct WatchWriter {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// The first day that is not settled.
  func day() throws -> Int32 {
    let sql = "SELECT day FROM kept WHERE what = 'watched'"
    return try Int32.fetchOne(database, sql: sql) ?? .min
  }

  func settled() throws -> [WatchedHours] {
    let sql = "SELECT account, region, first_hour, last_hour FROM watched"
    return try database.rows(sql) { row in
      let (account, region) = (row.text(), row.text())
      let (first, last): (Int64, Int64) = (try row.number(), try row.number())
      guard first <= last else { throw row.damage }
      return WatchedHours(account: account, region: region, hours: first...last)
    }
  }

  /// By the files that are still there.
  func covered(_ days: ClosedRange<Int32>) throws -> [WatchedHours] {
    let sql = "SELECT account, region, hour FROM coverage WHERE \(FileReader.isCoverage(of: days))"
    var places = LogPlaces()
    var hours: [Set<Int64>] = []
    try database.forEachRow(sql) { row in
      let place = places.number(&row)
      if place == hours.count { hours.append([]) }
      hours[place].insert(try row.number())
    }
    var joined: [WatchedHours] = []
    for place in places.sorted {
      let (account, region) = (places[place].account, places[place].region)
      for hour in hours[place].sorted() {
        joined.join(WatchedHours(account: account, region: region, hours: hour...hour))
      }
    }
    return joined
  }

  /// Adds what late files cover of settled days.
  func add(_ files: [FileFact]) throws {
    let end = Int64(try day()) * 24
    let late = files.flatMap(\.coverage).filter { $0.hour < end }.map {
      WatchedHours(account: $0.account, region: $0.region, hours: $0.hour...$0.hour)
    }
    if !late.isEmpty { try keep(late) }
  }

  /// Adds the days before another one.
  func settle(before day: Int32) throws {
    let known = try self.day()
    guard day > known else { return }
    try keep(try covered(known...day - 1))
    try database.execute(
      sql: "INSERT OR REPLACE INTO kept VALUES ('watched', ?)",
      arguments: [day]
    )
  }

  private func keep(_ hours: [WatchedHours]) throws {
    let all = (try settled() + hours).joined
    try database.execute(sql: "DELETE FROM watched")
    try database.insert(into: "watched", columns: 4, all) { row, one in
      row.add(one.account)
      row.add(one.region)
      row.add(one.hours.lowerBound)
      row.add(one.hours.upperBound)
    }
  }
}
