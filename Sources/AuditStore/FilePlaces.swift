import GRDB
import KMSUsage

/// Finds files by their paths, without a look at the others.
struct FilePlaces {
  private let database: Database

  init(_ database: Database) { self.database = database }

  static func hash(_ path: String) -> Int64 {
    var path = path
    return Int64(bitPattern: path.withUTF8 { Fingerprint.of($0) })
  }

  /// The files of some paths, in the order of the table: in any other each would take a page of its own.
  ///
  /// - Parameters:
  ///   - paths: of which those that the store does not know are passed over.
  ///   - columns: to be read from a row after the id.
  ///   - body: is given the place of the path, the id, and the row.
  /// - Throws: what SQLite says.
  func forEach(
    _ paths: [String],
    columns: String,
    _ body: (_ place: Int, _ id: Int64, inout RowReader) throws -> Void
  ) throws {
    let sql = "SELECT id, path, \(columns) FROM file WHERE id = ?"
    for (id, place) in try candidates(paths) {
      try database.forEachRow(sql, numbers: [id]) { row in
        let id: Int64 = try row.number()
        // Two paths may have one hash.
        guard row.text() == paths[place] else { return }
        try body(place, id, &row)
      }
    }
  }

  /// By id.
  private func candidates(_ paths: [String]) throws -> [(id: Int64, place: Int)] {
    var found: [(id: Int64, place: Int)] = []
    if try FileWriter.lastID(in: database) < 0 { return [] }
    let hashes = paths.map(Self.hash)
    for place in paths.indices.sorted(by: { hashes[$0] < hashes[$1] }) {
      let sql = "SELECT id FROM file WHERE path_hash = ?"
      try database.forEachRow(sql, numbers: [hashes[place]]) { row in
        found.append((try row.number(), place))
      }
    }
    return found.sorted { ($0.id, $0.place) < ($1.id, $1.place) }
  }

  /// For a store of a version that had no hashes.
  func hashPaths() throws {
    let files = try database.rows("SELECT id, path FROM file") { row in
      (id: try row.number() as Int64, hash: Self.hash(row.text()))
    }
    for file in files {
      try database.cachedStatement(sql: "UPDATE file SET path_hash = ? WHERE id = ?")
        .execute(arguments: [file.hash, file.id])
    }
  }
}
