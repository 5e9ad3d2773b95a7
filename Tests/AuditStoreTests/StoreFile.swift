import AuditStore
import Foundation
import GRDB

/// A folder of its own for one test's store, gone with the value.
final class StoreFile {
  let folder: URL
  var path: String { folder.appendingPathComponent("kmsaudit.sqlite").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// What another program could do to the file.
  func change(_ sql: String) throws {
    try DatabaseQueue(path: path).inDatabase { try $0.execute(sql: sql) }
  }

  /// Every row of every table.
  func tables() throws -> [String: [[DatabaseValue]]] {
    try DatabaseQueue(path: path).read { database in
      let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'"
      let names = try String.fetchAll(database, sql: sql)
      return try Dictionary(
        uniqueKeysWithValues: names.map { name in
          let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(name)")
          return (name, rows.map { Array($0.databaseValues) })
        }
      )
    }
  }
}
