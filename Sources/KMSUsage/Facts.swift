package import KMSModel

/// One run's folded facts: what the store keeps and every report is made from.
///
/// Text stands once, in `symbols`, which are sorted; everything else refers to it by index, so
/// sorting by symbol is sorting by text. All arrays are sorted: equal input gives equal facts.
package struct UsageFacts: Sendable {
  /// Distinct texts in ascending UTF-8 order; `symbols[0]` is the empty text.
  package var symbols: [String] = [""]
  package var usage: [UsageFact] = []
  package var rates: [RateFact] = []
  package var access: [AccessFact] = []
  package var coverage: [CoverageFact] = []
  package var files: [FileFact] = []
  package var evidence: [EvidenceFact] = []
  package var counters = RunCounters()
  /// Sorted by file, record, byte; the first `RunCounters.diagnosticsKept` of each file.
  package var diagnostics: [Diagnostic] = []

  package init() {}
}

/// Index into `UsageFacts.symbols`.
package typealias Symbol = Int32

/// Who used what, how: the dimensions of a use.
package struct Use: Hashable, Sendable {
  /// Key ARN; "" when the operation names no key; `unresolved: reason` when it does and we cannot
  /// tell which.
  package var key: Symbol
  package var keyAccount: Symbol
  /// `awsRegion` of the record.
  package var region: Symbol
  package var consumerAccount: Symbol
  package var attribution: Attribution
  package var principal: Symbol
  /// Via service, normalised: `s3.amazonaws.com`; "" for a direct call.
  package var service: Symbol
  /// Event name, but `ReEncryptFrom` and `ReEncryptTo` for the two uses of a ReEncrypt.
  package var operation: Symbol

  package init(
    key: Symbol,
    keyAccount: Symbol,
    region: Symbol,
    consumerAccount: Symbol,
    attribution: Attribution,
    principal: Symbol,
    service: Symbol,
    operation: Symbol
  ) {
    self.key = key
    self.keyAccount = keyAccount
    self.region = region
    self.consumerAccount = consumerAccount
    self.attribution = attribution
    self.principal = principal
    self.service = service
    self.operation = operation
  }
}

/// The rule that told the consumer account, in order of preference.
package enum Attribution: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  case identity, issuer, scope, context, recipient, unknown
  /// The caller is one of the AWS service accounts: a service, not a foreign customer.
  case awsService

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  package var text: String { self == .awsService ? "aws-service" : "\(self)" }
}

/// How a request ended.
package enum Outcome: UInt8, Hashable, Sendable, CaseIterable { case ok, denied, throttled, failed }

/// A use with its counts.
///
/// `requests` is the sum of the four outcomes.
package struct UsageFact: Hashable, Sendable {
  package var use: Use
  package var ok = 0
  package var denied = 0
  package var throttled = 0
  package var failed = 0
  package var firstSeen: Timestamp
  package var lastSeen: Timestamp
  /// The smallest event id among the records of this use, as evidence; "" if none had one.
  package var exampleEventID: String

  package var requests: Int { ok + denied + throttled + failed }

  package init(use: Use, firstSeen: Timestamp, lastSeen: Timestamp, exampleEventID: String) {
    self.use = use
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.exampleEventID = exampleEventID
  }
}

/// What a series of seconds counts.
package enum RateKind: UInt8, Hashable, Sendable {
  /// Requests, each once: their sum over keys is the account's rate.
  case request
  /// The second key of a ReEncrypt: counts for the key, not again for the account.
  case secondKey
  /// Throttled requests (also counted as `request`).
  case throttled
}

/// Requests per second of one charged account, Region, quota family and key on one UTC day.
package struct RateFact: Hashable, Sendable {
  /// "" for a service's own call without an account (service load, no known quota).
  package var chargedAccount: Symbol
  package var region: Symbol
  package var quotaFamily: Symbol
  /// Key ARN or "".
  package var key: Symbol
  package var kind: RateKind
  /// Days since 1970-01-01.
  package var day: Int32
  package var seconds: SecondCounts

  package init(
    chargedAccount: Symbol,
    region: Symbol,
    quotaFamily: Symbol,
    key: Symbol,
    kind: RateKind,
    day: Int32,
    seconds: SecondCounts
  ) {
    self.chargedAccount = chargedAccount
    self.region = region
    self.quotaFamily = quotaFamily
    self.key = key
    self.kind = kind
    self.day = day
    self.seconds = seconds
  }
}

/// The moments of one cross-account use with one outcome on one UTC day, for the access decision.
package struct AccessFact: Hashable, Sendable {
  /// Index into `UsageFacts.usage`.
  package var usage: Int32
  package var outcome: Outcome
  package var day: Int32
  package var seconds: SecondCounts

  package init(usage: Int32, outcome: Outcome, day: Int32, seconds: SecondCounts) {
    self.usage = usage
    self.outcome = outcome
    self.day = day
    self.seconds = seconds
  }
}

/// Records of one account and Region in one hour of event time.
package struct CoverageFact: Hashable, Sendable {
  /// `recipientAccountId`, else the account of the caller; "" when the records name none.
  package var account: Symbol
  package var region: Symbol
  /// Hours since 1970-01-01T00Z.
  package var hour: Int64
  package var records: Int
  package var kmsRecords: Int
  package var firstRecord: Timestamp
  package var lastRecord: Timestamp

  package init(
    account: Symbol,
    region: Symbol,
    hour: Int64,
    records: Int,
    kmsRecords: Int,
    firstRecord: Timestamp,
    lastRecord: Timestamp
  ) {
    self.account = account
    self.region = region
    self.hour = hour
    self.records = records
    self.kmsRecords = kmsRecords
    self.firstRecord = firstRecord
    self.lastRecord = lastRecord
  }
}

/// How reading a file ended.
package enum FileStatus: UInt8, Hashable, Sendable { case read, incomplete, unreadable, skipped }

/// One log file.
///
/// Account, Region and day are those of its first record, else of its path.
package struct FileFact: Hashable, Sendable {
  package var path: String
  package var status: FileStatus
  package var compressedBytes: Int
  package var uncompressedBytes: Int
  package var account: String
  package var region: String
  /// Days since 1970-01-01; nil when neither record nor path tells.
  package var day: Int32?
  package var records: Int
  package var kmsRecords: Int

  package init(
    path: String,
    status: FileStatus,
    compressedBytes: Int,
    uncompressedBytes: Int = 0,
    account: String = "",
    region: String = "",
    day: Int32? = nil,
    records: Int = 0,
    kmsRecords: Int = 0
  ) {
    self.path = path
    self.status = status
    self.compressedBytes = compressedBytes
    self.uncompressedBytes = uncompressedBytes
    self.account = account
    self.region = region
    self.day = day
    self.records = records
    self.kmsRecords = kmsRecords
  }
}

/// A state-changing KMS event kept whole.
///
/// `(eventID, recipientAccount)` is unique.
package struct EvidenceFact: Hashable, Sendable {
  package var eventID: String
  package var recipientAccount: String
  package var time: Timestamp
  package var eventName: String
  /// The record's JSON as it stood in the log.
  package var record: String

  package init(
    eventID: String,
    recipientAccount: String,
    time: Timestamp,
    eventName: String,
    record: String
  ) {
    self.eventID = eventID
    self.recipientAccount = recipientAccount
    self.time = time
    self.eventName = eventName
    self.record = record
  }
}

/// Something in the input that could not be used as it stood.
package struct Diagnostic: Hashable, Comparable, Sendable {
  package var file: String
  /// Counted from 1 within the file; nil when it concerns the file.
  package var record: Int?
  /// Offset in the uncompressed stream.
  package var byte: Int?
  /// A stable code such as `truncated` or `malformed-json`.
  package var code: String
  package var reason: String

  package init(file: String, record: Int? = nil, byte: Int? = nil, code: String, reason: String) {
    self.file = file
    self.record = record
    self.byte = byte
    self.code = code
    self.reason = reason
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.file, left.record ?? 0, left.byte ?? 0, left.code, left.reason)
      < (right.file, right.record ?? 0, right.byte ?? 0, right.code, right.reason)
  }
}

/// Every file and record of a run lands in exactly one counter of its sum.
package struct RunCounters: Hashable, Sendable {
  /// Diagnostics kept of one file; the rest are counted in `diagnosticsDropped`.
  package static let diagnosticsKept = 100

  // files = filesRead + filesIncomplete + filesUnreadable + filesSkipped
  package var files = 0
  package var filesRead = 0
  package var filesIncomplete = 0
  package var filesUnreadable = 0
  /// Left out by request: digest, Insight, NetworkActivity and Aggregated files, or outside the
  /// asked days, accounts or Regions by their path.
  package var filesSkipped = 0
  package var compressedBytes = 0
  package var uncompressedBytes = 0

  // records = kms + other + malformed + outOfScope
  package var records = 0
  package var kms = 0
  package var other = 0
  package var malformed = 0
  /// Outside the asked days, accounts or Regions by the record's own fields.
  package var outOfScope = 0

  // kms = requests + duplicates + secondCopies + replaced + shadow + dryRuns + serviceEvents
  package var requests = 0
  package var duplicates = 0
  package var secondCopies = 0
  package var replaced = 0
  package var shadow = 0
  package var dryRuns = 0
  package var serviceEvents = 0

  package var diagnosticsDropped = 0

  package init() {}

  /// The sums of the plan hold; a run in which they do not is an internal error.
  package var addUp: Bool {
    files == filesRead + filesIncomplete + filesUnreadable + filesSkipped
      && records == kms + other + malformed + outOfScope
      && kms == requests + duplicates + secondCopies + replaced + shadow + dryRuns + serviceEvents
  }
}
