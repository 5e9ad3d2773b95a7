import KMSModel

/// What several rows of one subject add up to.
struct Sightings {
  private(set) var count = 0
  private(set) var first: Timestamp?
  private(set) var last: Timestamp?
  /// The smallest, sorted.
  private var eventIDs: [String] = []

  mutating func add(_ count: Int, first: Timestamp?, last: Timestamp?, eventID: String) {
    self.count += count
    if let first { self.first = min(self.first ?? first, first) }
    if let last { self.last = max(self.last ?? last, last) }
    cite(eventID)
  }

  /// Of many event ids few are kept, and none is kept to sort it out later.
  mutating func cite(_ eventID: String) {
    let isFull = eventIDs.count == Finding.evidenceKept
    if let last = eventIDs.last, isFull, last <= eventID { return }
    let place = eventIDs.firstIndex { $0 >= eventID } ?? eventIDs.count
    guard !eventID.isEmpty, place == eventIDs.count || eventIDs[place] != eventID else { return }
    if isFull { eventIDs.removeLast() }
    eventIDs.insert(eventID, at: place)
  }

  /// The smallest event ids; `file`, where the facts stand, when the records had none.
  func evidence(orElse file: String) -> [String] {
    eventIDs.isEmpty ? [file] : eventIDs
  }

  init() {}

  init(_ rows: some Sequence<CrossAccountRow>, count: (CrossAccountRow) -> Int) {
    for row in rows {
      add(count(row), first: row.firstSeen, last: row.lastSeen, eventID: row.exampleEventID)
    }
  }

  init(_ rows: some Sequence<UsageRow>, count: (UsageRow) -> Int) {
    for row in rows {
      add(count(row), first: row.firstSeen, last: row.lastSeen, eventID: row.exampleEventID)
    }
  }
}

extension FindingRule {
  static func finding(
    _ severity: Severity,
    _ status: Finding.Status = .open,
    subject: String,
    summary: String,
    _ seen: Sightings,
    orElse file: String
  ) -> Finding {
    Finding(
      rule: rule,
      severity: severity,
      status: status,
      subject: subject,
      summary: summary,
      firstSeen: seen.first,
      lastSeen: seen.last,
      count: seen.count,
      evidence: seen.evidence(orElse: file)
    )
  }

  /// The distinct texts in order: `a, b, c and others`; `not known` when all are empty.
  static func list(_ texts: some Sequence<String>, atMost limit: Int = 5) -> String {
    let distinct = Set(texts).subtracting([""]).sorted()
    if distinct.isEmpty { return "not known" }
    return distinct.prefix(limit).joined(separator: ", ")
      + (distinct.count > limit ? " and others" : "")
  }
}

extension AuditFacts {
  /// Accounts known to belong to the organization: configured, or with records of their own.
  var organization: Set<String> {
    run.organizationAccounts.union(trailAccounts)
  }
}

extension String {
  /// An operation that uses key material, ReEncrypt's two halves included.
  package var isCryptographicOperation: Bool {
    let name = hasPrefix("ReEncrypt") ? "ReEncrypt" : self
    return Operation.named(name)?.isCryptographic ?? false
  }
}
