import GRDB
package import KMSAccess

extension AuditStore {
  /// For which hours there are, or ever were, records of each account and Region, by both and hour.
  package func watchedHours() throws(StoreError) -> [WatchedHours] {
    try reading { database in
      let hours = try database.watchedByFiles("TRUE")
      return (try database.watchedByForgottenFiles() + hours).joined
    }
  }

  /// Those of files that are no longer there.
  package func watchedHoursOfForgottenFiles() throws(StoreError) -> [WatchedHours] {
    try reading { try $0.watchedByForgottenFiles() }
  }
}

extension Database {
  func watchedByForgottenFiles() throws -> [WatchedHours] {
    try rows("SELECT account, region, first_hour, last_hour FROM watched") { row in
      let (account, region) = (row.text(), row.text())
      let (first, last): (Int64, Int64) = (try row.number(), try row.number())
      guard first <= last else { throw row.damage }
      return WatchedHours(account: account, region: region, hours: first...last)
    }
  }

  /// By the hours of coverage that a condition chooses.
  func watchedByFiles(
    _ condition: String,
    _ arguments: StatementArguments = []
  ) throws -> [WatchedHours] {
    let sql = """
      SELECT DISTINCT account, region, hour FROM coverage WHERE \(condition) ORDER BY 1, 2, 3
      """
    // Few at a time: a year has as many hours as this has rows for each account and Region.
    var joined: [WatchedHours] = []
    try forEachRow(sql, arguments) { row in
      let (account, region, hour) = (row.text(), row.text(), try row.number() as Int64)
      joined.join(WatchedHours(account: account, region: region, hours: hour...hour))
    }
    return joined
  }

  func replaceWatched(by hours: [WatchedHours]) throws {
    try execute(sql: "DELETE FROM watched")
    try insert(into: "watched", columns: 4, hours) { row, one in
      row.add(one.account)
      row.add(one.region)
      row.add(one.hours.lowerBound)
      row.add(one.hours.upperBound)
    }
  }
}
