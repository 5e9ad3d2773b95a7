/// Puts a worker's rows together file by file.
struct RowsOfFiles: Sendable {
  private let files: [(path: String, lastDay: Int32, records: Int)]
  private let take: (@Sendable ([FileRows]) -> Void)?
  private var current = 0
  private var left = 0
  private var batch: [FileRows] = []
  private var rows: [UInt64] = []
  private var batchBytes = 0

  /// So many bytes are handed on at once: whoever takes them makes the workers wait.
  private static let batchSize = 128 << 10

  init(_ files: [FileFact], _ take: (@Sendable ([FileRows]) -> Void)?) {
    let files = take == nil ? [] : files.filter { $0.kmsRecords > 0 }
    self.files = files.map { file in
      (file.path, Int32((file.coverage.map(\.hour).max() ?? 0) / 24), file.kmsRecords)
    }
    self.take = take
    left = files.first?.kmsRecords ?? 0
  }

  /// - Parameters:
  ///   - row: the next of the ledger.
  ///   - pattern: by which number a later scan finds its pattern.
  @inline(__always)
  mutating func add(_ row: LedgerRow, _ pattern: Int) {
    if left == 0 { return }
    var row = row
    row.pattern = pattern
    row.append(to: &rows)
    left -= 1
    if left == 0 { endFile() }
  }

  private mutating func endFile() {
    let bytes = rows.withUnsafeBytes(Array.init)
    let file = files[current]
    batch.append(FileRows(path: file.path, lastDay: file.lastDay, rows: bytes))
    batchBytes += bytes.count
    rows.removeAll(keepingCapacity: true)
    current += 1
    left = current < files.count ? files[current].records : 0
    if batchBytes > Self.batchSize || left == 0 { handOn() }
  }

  private mutating func handOn() {
    take?(batch)
    (batch, batchBytes) = ([], 0)
  }
}
