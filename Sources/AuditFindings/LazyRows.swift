/// The rows of a long table, each made when it is looked at: as texts they would be the largest thing
/// in memory.
package struct LazyRows<Row: Sendable>: RandomAccessCollection, Sendable {
  package let startIndex = 0
  package let endIndex: Int
  private let row: @Sendable (Int) -> Row

  package init(count: Int, row: @escaping @Sendable (Int) -> Row) {
    endIndex = count
    self.row = row
  }

  package subscript(index: Int) -> Row { row(index) }
}

extension LazyRows: ExpressibleByArrayLiteral {
  package init(arrayLiteral rows: Row...) { self.init(count: rows.count) { rows[$0] } }
}
