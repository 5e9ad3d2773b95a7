package import KMSAccess
package import KMSModel
package import KMSUsage

/// Everything a report shows, resolved to text and sorted in report order: the input of the
/// finding rules and of the renderers, which compute nothing.
package struct AuditFacts: Sendable {
  package var usage: LazyRows<UsageRow> = []
  package var hotKeys: [HotKey] = []
  package var crossAccount: [CrossAccountRow] = []
  package var notJudgedSingly = NotJudgedSingly()
  package var grants: [GrantRow] = []
  package var keyChanges: [KeyChangeRow] = []
  package var policyChanges: [PolicyChangeRow] = []
  package var coverage: [CoverageRow] = []
  package var run = RunSummary()

  package init() {}
}

/// A row of `usage.csv`.
package struct UsageRow: Hashable, Sendable {
  package var keyARN: String
  package var keyAccount: String
  package var region: String
  package var consumerAccount: String
  package var attribution: String
  package var principal: String
  package var service: String
  package var operation: String
  package var requests: Int
  package var denied: Int
  package var throttled: Int
  package var failed: Int
  package var firstSeen: Timestamp
  package var lastSeen: Timestamp
  /// Smallest event id of the use: evidence, not a column.
  package var exampleEventID: String

  package init(
    keyARN: String,
    keyAccount: String,
    region: String,
    consumerAccount: String,
    attribution: String,
    principal: String,
    service: String,
    operation: String,
    requests: Int,
    denied: Int,
    throttled: Int,
    failed: Int,
    firstSeen: Timestamp,
    lastSeen: Timestamp,
    exampleEventID: String
  ) {
    self.keyARN = keyARN
    self.keyAccount = keyAccount
    self.region = region
    self.consumerAccount = consumerAccount
    self.attribution = attribution
    self.principal = principal
    self.service = service
    self.operation = operation
    self.requests = requests
    self.denied = denied
    self.throttled = throttled
    self.failed = failed
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.exampleEventID = exampleEventID
  }
}

/// A row of `cross-account.csv`.
package struct CrossAccountRow: Hashable, Sendable {
  package var keyARN: String
  package var keyAccount: String
  package var region: String
  package var consumerAccount: String
  package var consumerInOrganization: Bool
  package var principal: String
  package var service: String
  package var operation: String
  package var requests: Int
  package var denied: Int
  package var failed: Int
  package var firstSeen: Timestamp
  package var lastSeen: Timestamp
  /// `grant`, `key-policy`, `not-covered`, `denied` or `undetermined`.
  package var decision: String
  /// Names the grant or the statement, or says in a few words what is missing.
  package var basis: String
  /// Smallest id of a request with this decision, as far as it is known; "" where none is.
  package var exampleEventID: String
  /// For the findings: to whom the statement that allows it gives without a condition.
  package var openTo: Openness = .limited
  /// For the findings: the grant that covered until it ended, where nothing covers any more.
  package var endedGrant: EndedGrant?
  /// For the findings: an AWS service called by its own principal.
  package var isByService = false
  /// For the findings: the key is one that AWS manages.
  package var isOfManagedKey = false

  package init(
    keyARN: String,
    keyAccount: String,
    region: String,
    consumerAccount: String,
    consumerInOrganization: Bool,
    principal: String,
    service: String,
    operation: String,
    requests: Int,
    denied: Int,
    failed: Int,
    firstSeen: Timestamp,
    lastSeen: Timestamp,
    decision: String,
    basis: String,
    exampleEventID: String
  ) {
    self.keyARN = keyARN
    self.keyAccount = keyAccount
    self.region = region
    self.consumerAccount = consumerAccount
    self.consumerInOrganization = consumerInOrganization
    self.principal = principal
    self.service = service
    self.operation = operation
    self.requests = requests
    self.denied = denied
    self.failed = failed
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.decision = decision
    self.basis = basis
    self.exampleEventID = exampleEventID
  }
}

/// Cross-account requests that were not judged each by its own encryption context.
package struct NotJudgedSingly: Hashable, Sendable {
  /// By what several contexts have in common: they are too many to be told apart, or too long.
  package var inCommon = 0
  /// Undetermined, and nothing is kept of them but who did what to which key: when the logs were
  /// read, no export of the key was there that may ask for more.
  package var withoutDetails = 0

  package init() {}
}

/// A row of `grants.csv`.
package struct GrantRow: Hashable, Sendable {
  package var keyARN: String
  package var grantID: String
  package var name: String
  package var grantee: String
  package var retiringPrincipal: String
  /// Sorted and joined by a space.
  package var operations: String
  /// Compact JSON with sorted members, or "".
  package var constraints: String
  /// nil when the input shows the end only.
  package var createdAt: Timestamp?
  package var endedAt: Timestamp?
  /// `RetireGrant` or `RevokeGrant` and who did it, or "".
  package var endedBy: String
  /// Cross-account use that rests on this grant.
  package var lastUsed: Timestamp?
  package var requests: Int
  package var createEventID: String
  /// File of the first export that lists it, or "".
  package var exportSource = ""
  /// A complete export of that time lists it no more, though no end was seen.
  package var missingAt: Timestamp?

  package init(
    keyARN: String,
    grantID: String,
    name: String,
    grantee: String,
    retiringPrincipal: String,
    operations: String,
    constraints: String,
    createdAt: Timestamp?,
    endedAt: Timestamp?,
    endedBy: String,
    lastUsed: Timestamp?,
    requests: Int,
    createEventID: String
  ) {
    self.keyARN = keyARN
    self.grantID = grantID
    self.name = name
    self.grantee = grantee
    self.retiringPrincipal = retiringPrincipal
    self.operations = operations
    self.constraints = constraints
    self.createdAt = createdAt
    self.endedAt = endedAt
    self.endedBy = endedBy
    self.lastUsed = lastUsed
    self.requests = requests
    self.createEventID = createEventID
  }
}

/// A state-changing event other than a grant's, for the findings on governance.
package struct KeyChangeRow: Hashable, Sendable {
  package var time: Timestamp
  package var eventName: String
  package var keyARN: String
  package var principal: String
  package var errorCode: String
  package var eventID: String
  /// `requestParameters.bypassPolicyLockoutSafetyCheck` is true.
  package var bypassesLockoutCheck: Bool

  package init(
    time: Timestamp,
    eventName: String,
    keyARN: String,
    principal: String,
    errorCode: String,
    eventID: String,
    bypassesLockoutCheck: Bool = false
  ) {
    self.time = time
    self.eventName = eventName
    self.keyARN = keyARN
    self.principal = principal
    self.errorCode = errorCode
    self.eventID = eventID
    self.bypassesLockoutCheck = bypassesLockoutCheck
  }
}

/// What one event or export tells of a key policy that opens the key, for the findings.
package struct PolicyChangeRow: Hashable, Sendable {
  package var keyARN: String
  package var time: Timestamp
  /// `CreateKey`, `PutKeyPolicy` or `ReplicateKey`; "" for an export, which tells a state.
  package var eventName: String
  /// Of the event; "" for an export, and where no record tells it.
  package var principal: String
  /// Event id, or the export's file.
  package var source: String
  package var opening: PolicyOpening
  /// Of the policy that it replaced, none for a new key; nil when that is not known.
  package var before: PolicyOpening?

  package init(
    keyARN: String,
    time: Timestamp,
    eventName: String,
    principal: String,
    source: String,
    opening: PolicyOpening,
    before: PolicyOpening?
  ) {
    self.keyARN = keyARN
    self.time = time
    self.eventName = eventName
    self.principal = principal
    self.source = source
    self.opening = opening
    self.before = before
  }
}

/// A row of `coverage.csv`: one account, Region and UTC day.
package struct CoverageRow: Hashable, Sendable {
  /// The part of a note that says so.
  package static let kmsExcluded = "KMS events probably excluded"

  package var account: String
  package var region: String
  /// `2026-11-22`, or "" for files of which neither record nor path tells the day.
  package var day: String
  package var files: Int
  package var incompleteFiles: Int
  package var records: Int
  package var kmsRecords: Int
  package var firstRecord: Timestamp?
  package var lastRecord: Timestamp?
  /// `KMS events probably excluded`, `hours without records: 03-05`, … or "".
  package var note: String

  package init(
    account: String,
    region: String,
    day: String,
    files: Int,
    incompleteFiles: Int,
    records: Int,
    kmsRecords: Int,
    firstRecord: Timestamp?,
    lastRecord: Timestamp?,
    note: String
  ) {
    self.account = account
    self.region = region
    self.day = day
    self.files = files
    self.incompleteFiles = incompleteFiles
    self.records = records
    self.kmsRecords = kmsRecords
    self.firstRecord = firstRecord
    self.lastRecord = lastRecord
    self.note = note
  }
}

/// What `run.json` tells.
package struct RunSummary: Sendable {
  package var version = ""
  package var counters = RunCounters()
  package var diagnostics: [Diagnostic] = []
  /// Files left out and why, by reason: `CloudTrail-Digest` → 12.
  package var skippedByReason: [String: Int] = [:]
  package var quotaTableDate = ""
  package var threshold = 0.8
  package var share = 0.1
  /// Scope asked for, as text; "" when everything.
  package var since = ""
  package var until = ""
  package var accounts: [String] = []
  package var regions: [String] = []
  /// From the configuration: account id → name.
  package var accountNames: [String: String] = [:]
  /// From the configuration: accounts of the organization beyond those the input covers.
  package var organizationAccounts: Set<String> = []
  /// Accounts AWS services call from: neither the organization's nor foreign.
  package var serviceAccounts: Set<String> = Set(ServiceAccounts.defaults.keys)

  package init() {}
}
