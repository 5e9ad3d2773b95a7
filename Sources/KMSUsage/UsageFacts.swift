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
  /// Of days of which the rates of seconds are no longer kept.
  package var hourlyRates: [HourlyRateFact] = []
  package var access: [AccessFact] = []
  package var calls: [CallFact] = []
  /// Contexts and traits of cross-account use, in the order of their bytes, each once; the first is
  /// empty.
  package var accessTexts: [String] = [""]
  /// Of all files together.
  package var coverage: [CoverageFact] = []
  /// What the KMS records of each day came to.
  package var days: [DayCount] = []
  package var files: [FileFact] = []
  package var evidence: [EvidenceFact] = []
  package var counters = RunCounters()
  package var kept = KeptDays()
  /// For the windows of later scans: the patterns of the records, what replaced others, and what
  /// aliases came to name.
  package var patternArchive: [UInt8] = []
  package var addenda: Set<StoredAddendum> = []
  package var aliasChanges: Set<StoredAliasChange> = []
  /// Ids of keys whose grants or policies may ask for details of use.
  package var keysInQuestion: Set<String> = []
  /// Sorted by file, record, byte; the first `RunCounters.diagnosticsKept` of each file.
  package var diagnostics: [Diagnostic] = []

  package init() {}
}

/// Index into `UsageFacts.symbols`.
package typealias Symbol = Int32

/// A use with its counts on one UTC day.
///
/// `requests` is the sum of the four outcomes.
package struct UsageFact: Hashable, Sendable {
  package var use: Use
  /// Days since 1970-01-01.
  package var day: Int32
  package var ok = 0
  package var denied = 0
  package var throttled = 0
  package var failed = 0
  package var firstSeen: Timestamp
  package var lastSeen: Timestamp
  /// The smallest event id among the records of this use, as evidence; "" if none had one.
  package var exampleEventID: String

  package var requests: Int { ok + denied + throttled + failed }

  package init(
    use: Use,
    day: Int32,
    firstSeen: Timestamp,
    lastSeen: Timestamp,
    exampleEventID: String
  ) {
    self.use = use
    self.day = day
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

/// One of several requests, by name.
package struct ExampleEvent: Hashable, Sendable {
  package var id: String
  /// Of the day.
  package var second: Int32

  package init(id: String, second: Int32) {
    self.id = id
    self.second = second
  }
}

/// The moments of one cross-account use in one encryption context with one outcome on one UTC day,
/// for the access decision.
package struct AccessFact: Hashable, Sendable {
  /// Index into `UsageFacts.usage`.
  package var usage: Int32
  /// Index into `UsageFacts.accessTexts`: the context as JSON, "" for a request without one.
  package var context: Int32
  /// The uses' contexts were too many to be told apart: `context` is what all of them have.
  package var contextIsCommon: Bool
  package var outcome: Outcome
  package var day: Int32
  package var seconds: SecondCounts { didSet { knownSpan = nil } }
  /// What the seconds tell, where it is known without adding them up.
  package var knownSpan: SecondCounts.Span?
  /// One of the requests.
  package var example: ExampleEvent?

  /// Of the seconds; nil for none.
  package var span: SecondCounts.Span? { knownSpan ?? seconds.span }

  package init(
    usage: Int32,
    context: Int32,
    contextIsCommon: Bool,
    outcome: Outcome,
    day: Int32,
    seconds: SecondCounts
  ) {
    self.usage = usage
    self.context = context
    self.contextIsCommon = contextIsCommon
    self.outcome = outcome
    self.day = day
    self.seconds = seconds
  }
}

/// What all requests of one cross-account use on one day have in common.
package struct CallFact: Hashable, Sendable {
  package static let differs: Int32 = -1

  /// Index into `UsageFacts.usage`.
  package var usage: Int32
  /// By the raw value of `CallTrait`: an index into `UsageFacts.accessTexts`, or that it differs.
  package var traits: [Int32]

  package init(usage: Int32, traits: [Int32]) {
    self.usage = usage
    self.traits = traits
  }
}

/// Records of one account and Region in one hour of event time.
package struct CoverageFact: Hashable, Sendable {
  /// `recipientAccountId`, else the account of the caller; "" when the records name none.
  package var account: String
  package var region: String
  /// Hours since 1970-01-01T00Z.
  package var hour: Int64
  package var records: Int
  package var kmsRecords: Int
  package var firstRecord: Timestamp
  package var lastRecord: Timestamp

  package init(
    account: String,
    region: String,
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
