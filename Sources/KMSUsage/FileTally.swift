import CloudTrail
import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

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
  private var current = -1
  /// Account and Region of the current cell as they stand in the records.
  private var currentAccount: [UInt8] = []
  private var currentRegion: [UInt8] = []

  mutating func keep(_ problem: ReadProblem) {
    if problems.count < RunCounters.diagnosticsKept {
      problems.append(problem)
    } else {
      problemsDropped += 1
    }
  }

  /// A file's records are nearly all of one account, Region and hour: the cell of the record before
  /// is tried first.
  mutating func cover(_ header: RecordHeader, isKMS: Bool) {
    if current < 0 || cells[current].key.hour != header.time.hour
      || !Self.equal(header.account, currentAccount) || !Self.equal(header.region, currentRegion)
    {
      current = place(of: header)
      currentAccount = Array(header.account)
      currentRegion = Array(header.region)
    }
    cells[current].count.add(header.time, isKMS: isKMS)
  }

  @inline(__always)
  private static func equal(_ bytes: UnsafeBufferPointer<UInt8>, _ known: [UInt8]) -> Bool {
    guard bytes.count == known.count, let start = bytes.baseAddress else {
      return bytes.count == known.count
    }
    return memcmp(start, known, known.count) == 0
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
    return FileFact(
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

extension FileReading {
  fileprivate var status: FileStatus {
    switch ending {
    case .complete: .read
    case .unreadable: .unreadable
    case .incomplete, .cancelled, .needsReference: .incomplete
    }
  }
}

extension RunCounters {
  mutating func add(file reading: FileReading) {
    files += 1
    compressedBytes += reading.compressedBytes
    uncompressedBytes += reading.uncompressedBytes
    switch reading.status {
    case .read: filesRead += 1
    case .incomplete: filesIncomplete += 1
    case .unreadable: filesUnreadable += 1
    case .skipped: filesSkipped += 1
    }
  }

  mutating func add(records other: RunCounters) {
    records += other.records
    kms += other.kms
    self.other += other.other
    malformed += other.malformed
    outOfScope += other.outOfScope
  }
}
