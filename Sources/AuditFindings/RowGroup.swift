/// Some rows of a table, by their places: copies of the rows of a large one would double it.
struct RowGroup<Row>: RandomAccessCollection {
  private let rows: [Row]
  private var places: [Int] = []

  private init(of rows: [Row]) { self.rows = rows }

  /// The wanted rows of a table by a key.
  static func groups<Key: Hashable>(
    of rows: [Row],
    where isWanted: (Row) -> Bool = { _ in true },
    by key: (Row) -> Key
  ) -> [Key: RowGroup] {
    var groups: [Key: RowGroup] = [:]
    for (place, row) in rows.enumerated() where isWanted(row) {
      groups[key(row), default: RowGroup(of: rows)].places.append(place)
    }
    return groups
  }

  var startIndex: Int { 0 }
  var endIndex: Int { places.count }
  subscript(index: Int) -> Row { rows[places[index]] }
}
