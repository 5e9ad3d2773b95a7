/// Every KMS record of one worker or of one earlier scan, file by file.
struct RequestLedger: ~Copyable {
  fileprivate var arena = ChunkArena()
  fileprivate var rows = ChunkedList<LedgerRow>()

  init() {}

  var count: Int { rows.count }

  mutating func append(_ row: LedgerRow) { rows.append(row, &arena) }

  /// Takes back what came after the first `count`.
  mutating func truncate(to count: Int) { rows.truncate(to: count) }
}

/// A ledger's records dealt by identity, so that copies of a request always meet in the same part.
///
/// `@unchecked`: one thread at a time takes from a part, and parts share no memory.
final class DealtLedger: @unchecked Sendable {
  static let parts = 1 << LedgerRow.partBits

  private let arena: ChunkArena
  private let lists: UnsafeMutablePointer<ChunkedList<LedgerRow>>

  /// - Parameters:
  ///   - ledger: its memory goes back chunk by chunk.
  ///   - transform: is given each row in the order of the ledger.
  init(_ ledger: consuming RequestLedger, _ transform: (LedgerRow) -> LedgerRow) {
    var arena = ledger.arena
    var rows = ledger.rows
    lists = .allocate(capacity: Self.parts)
    for part in 0..<Self.parts { (lists + part).initialize(to: ChunkedList()) }
    for chunk in rows.takeChunks() {
      for row in chunk {
        let part = Int(row.identity >> (64 - LedgerRow.partBits))
        lists[part].append(transform(row), &arena)
      }
      ChunkArena.discard(chunk)
    }
    self.arena = arena
  }

  deinit {
    lists.deinitialize(count: Self.parts)
    lists.deallocate()
  }

  /// Moves one part's rows to the end of `rows` and frees their memory.
  func drain(part: Int, into rows: inout [LedgerRow]) {
    for chunk in lists[part].takeChunks() {
      rows.append(contentsOf: chunk)
      ChunkArena.discard(chunk)
    }
  }
}
