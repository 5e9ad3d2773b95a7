/// Some rows of a table, by their places: copies of the rows of a large one would double it.
struct RowGroup<Table: RandomAccessCollection>: RandomAccessCollection {
  private let table: Table
  private var places: [Table.Index] = []

  private init(of table: Table) { self.table = table }

  /// The wanted rows of a table by a key.
  static func groups<Key: Hashable>(
    of table: Table,
    where isWanted: (Table.Element) -> Bool,
    by key: (Table.Element) -> Key
  ) -> [Key: RowGroup] {
    var groups: [Key: RowGroup] = [:]
    for place in table.indices {
      let row = table[place]
      if isWanted(row) { groups[key(row), default: RowGroup(of: table)].places.append(place) }
    }
    return groups
  }

  var startIndex: Int { 0 }
  var endIndex: Int { places.count }
  subscript(index: Int) -> Table.Element { table[places[index]] }
}
