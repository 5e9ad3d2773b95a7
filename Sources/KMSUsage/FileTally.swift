import CloudTrail
import KMSModel

/// An account and Region in an hour of event time.
struct CoverageKey: Hashable {
  var account: String
  var region: String
  var hour: Int64
}

/// Records of a coverage cell.
struct CoverageCount {
  var records = 0
  var kms = 0
  var first = Timestamp(.max)
  var last = Timestamp(.min)

  mutating func add(_ other: CoverageCount) {
    records += other.records
    kms += other.kms
    first = min(first, other.first)
    last = max(last, other.last)
  }

  @inline(__always)
  mutating func add(_ time: Timestamp, isKMS: Bool) {
    records += 1
    if isKMS { kms += 1 }
    first = min(first, time)
    last = max(last, time)
  }
}

/// What one file adds, apart until the file is kept.
struct FileTally {
  /// Bytes of evidence a file may hold back before it is handed on.
  static let evidenceBytesHeld = 4 << 20

  var counters = RunCounters()
  var cells: [(key: CoverageKey, count: CoverageCount)] = []
  var problems: [ReadProblem] = []
  var problemsDropped = 0
  var evidence: [EvidenceFact] = []
  var evidenceBytes = 0
  var aliasChanges: [AliasChange] = []
  /// Ids of keys whose grants or policies may ask for details.
  var keysInQuestion: Set<String> = []
  private var current = -1
  /// Of the current cell; its account and Region as they stand in the records.
  private var currentCount = CoverageCount()
  private var currentHour = Timestamp(0)..<Timestamp(0)
  private var currentAccount = ShortText()
  private var currentRegion = ShortText()

  mutating func keep(_ problem: ReadProblem) {
    if problems.count < RunCounters.diagnosticsKept {
      problems.append(problem)
    } else {
      problemsDropped += 1
    }
  }

  /// A file's records are nearly all of one account, Region and hour: the cell of the record before
  /// is tried first.
  @inline(__always)
  mutating func cover(_ header: RecordHeader, isKMS: Bool) {
    if !currentHour.contains(header.time) || !currentAccount.isEqual(header.account)
      || !currentRegion.isEqual(header.region)
    {
      enterCell(of: header)
    }
    currentCount.add(header.time, isKMS: isKMS)
  }

  private mutating func enterCell(of header: RecordHeader) {
    endCell()
    current = place(of: header)
    currentHour = Timestamp(header.time.hour * 3600)..<Timestamp((header.time.hour + 1) * 3600)
    currentAccount = ShortText(header.account)
    currentRegion = ShortText(header.region)
  }

  /// Counts what the current cell has; the cells are then complete.
  mutating func endCell() {
    if current >= 0 { cells[current].count.add(currentCount) }
    (current, currentCount) = (-1, CoverageCount())
    currentHour = Timestamp(0)..<Timestamp(0)
  }

  private mutating func place(of header: RecordHeader) -> Int {
    let key = CoverageKey(
      account: String(decoding: header.account.prefix(64), as: UTF8.self),
      region: String(decoding: header.region.prefix(64), as: UTF8.self),
      hour: header.time.hour
    )
    if let known = cells.firstIndex(where: { $0.key == key }) { return known }
    cells.append((key, CoverageCount()))
    return cells.count - 1
  }

  func fact(of log: LogFile, _ reading: FileReading) -> FileFact {
    let first = cells.first?.key
    var fact = FileFact(
      path: log.path,
      status: reading.status,
      compressedBytes: reading.compressedBytes,
      uncompressedBytes: reading.uncompressedBytes,
      account: first?.account ?? log.trailPath.account,
      region: first?.region ?? log.trailPath.region,
      day: first.map { Timestamp($0.hour * 3600).day } ?? log.trailPath.day,
      records: counters.records,
      kmsRecords: counters.kms
    )
    fact.other = counters.other
    fact.malformed = counters.malformed
    fact.outOfScope = counters.outOfScope
    fact.diagnosticsDropped = problemsDropped
    fact.content = reading.content
    fact.coverage = cells.map { CoverageFact($0.key, $0.count) }
    return fact
  }

  func diagnostics(of log: LogFile, _ reading: FileReading) -> [Diagnostic] {
    (reading.problems + problems).map { problem in
      Diagnostic(
        file: log.path,
        record: problem.record,
        byte: problem.byte,
        code: problem.code,
        reason: problem.reason
      )
    }
  }
}

/// A text of at most 16 bytes, to be compared without a call; a longer one is like none.
private struct ShortText {
  private var words: (UInt64, UInt64) = (0, 0)
  private var count = -1

  init() {}

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count <= 16 else { return }
    count = bytes.count
    if count > 0, let start = bytes.baseAddress {
      words = PartDigest.words(start, upTo16: count)
    }
  }

  @inline(__always)
  func isEqual(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count == count else { return false }
    guard count > 0, let start = bytes.baseAddress else { return true }
    return words == PartDigest.words(start, upTo16: count)
  }
}

extension FileReading {
  fileprivate var status: FileStatus {
    switch ending {
    case .complete: .read
    case .unreadable: .unreadable
    case .incomplete, .cancelled, .needsReference: .incomplete
    }
  }
}

extension CoverageFact {
  init(_ key: CoverageKey, _ count: CoverageCount) {
    self.init(
      account: key.account,
      region: key.region,
      hour: key.hour,
      records: count.records,
      kmsRecords: count.kms,
      firstRecord: count.first,
      lastRecord: count.last
    )
  }

  mutating func add(_ other: CoverageFact) {
    records += other.records
    kmsRecords += other.kmsRecords
    firstRecord = min(firstRecord, other.firstRecord)
    lastRecord = max(lastRecord, other.lastRecord)
  }
}
