package import CloudTrail
import JSONScan
import KMSModel

/// What one worker has folded.
///
/// Its parts are monoids: `UsageFacts.init(merging:)` joins any number of them in any order.
///
/// A file's contribution is taken back (`discardFile`) or kept (`keepFile`) as a whole.
package final class Tally: RecordSink {
  var ledger = RequestLedger()
  private var patterns = PatternTable()
  /// Smallest event id of each pattern: its evidence.
  private var examples: [Example] = []
  var reader: PatternReader
  private var details = CallDetails()
  var addenda: [Addendum] = []
  private(set) var aliasChanges: [AliasChange] = []
  /// Ids of keys whose grants or policies may ask for details, as the records tell.
  package private(set) var keysInQuestion: Set<String> = []
  package internal(set) var files: [FileFact] = []
  package internal(set) var diagnostics: [Diagnostic] = []

  private let digestKey = PartDigest.Key()
  private let scope: Scope?
  private let takeEvidence: ([EvidenceFact]) -> Void
  var file = FileTally()
  private var mark = 0
  private var addendaMark = 0

  /// - Parameters:
  ///   - scope: records outside it are counted and left out.
  ///   - serviceAccounts: accounts AWS services call from, and their services.
  ///   - trailAccounts: accounts whose own logs are in the input, as far as paths tell.
  ///   - detailedKeys: keys of whose cross-account use details are kept.
  ///   - takeEvidence: is given the state-changing events of a file, in pieces of bounded size.
  package init(
    scope: Scope,
    serviceAccounts: [String: String],
    trailAccounts: Set<String>,
    detailedKeys: DetailedKeys,
    takeEvidence: @escaping ([EvidenceFact]) -> Void
  ) {
    self.scope = scope.isEverything ? nil : scope
    self.takeEvidence = takeEvidence
    reader = PatternReader(
      serviceAccounts: serviceAccounts,
      trailAccounts: trailAccounts,
      detailedKeys: detailedKeys
    )
  }

  // MARK: Files

  package func beginFile() {
    file = FileTally()
    mark = ledger.count
    addendaMark = addenda.count
  }

  /// Forgets what came since `beginFile`.
  package func discardFile() {
    ledger.truncate(to: mark)
    addenda.removeSubrange(addendaMark...)
    file = FileTally()
  }

  package func keepFile(_ log: LogFile, _ reading: FileReading) {
    takeEvidence(file.evidence)
    aliasChanges += file.aliasChanges
    keysInQuestion.formUnion(file.keysInQuestion)
    file.endCell()
    var fact = file.fact(of: log, reading)
    let found = file.diagnostics(of: log, reading)
    diagnostics += found.prefix(RunCounters.diagnosticsKept)
    fact.diagnosticsDropped += max(0, found.count - RunCounters.diagnosticsKept)
    files.append(fact)
  }

  /// A folder or file that could not be looked at.
  package func keepUnreadable(_ path: String, _ error: FileError) {
    files.append(FileFact(path: path, status: .unreadable, compressedBytes: 0))
    diagnostics.append(Diagnostic(file: path, code: error.code, reason: error.reason))
  }

  // MARK: Records

  package func receive(other header: RecordHeader) {
    file.counters.records += 1
    guard isInScope(header) else {
      file.counters.outOfScope += 1
      return
    }
    file.counters.other += 1
    file.cover(header, isKMS: false)
  }

  /// Counted as any other service's, and kept where it shares a key.
  package func receive(resourceShare event: KMSEvent) {
    let header = event.header
    receive(other: header)
    if isInScope(header), event.sharesKey { keepEvidence(event) }
  }

  package func receive(malformed problem: ReadProblem) {
    file.counters.records += 1
    file.counters.malformed += 1
    file.keep(problem)
  }

  package func receive(kms event: KMSEvent) {
    file.counters.records += 1
    let header = event.header
    guard isInScope(header) else {
      file.counters.outOfScope += 1
      return
    }
    let time = DayTime(event.time)
    let parts = reader.parts(
      of: RecordTexts(event),
      PatternKey(event, digestKey),
      day: time.day
    )
    guard
      let pattern = patterns.find(
        parts,
        eventID: event[.eventID],
        role: { reader.role(parts) }
      )
    else {
      file.counters.malformed += 1
      file.keep(ReadProblem("too-many-uses", "more than \(LedgerRow.patternLimit) kinds of use"))
      return
    }
    file.counters.kms += 1
    file.cover(header, isKMS: true)
    if pattern.isNew { examples.append(Example()) }
    if pattern.mayBeExample {
      examples[pattern.number].keepSmaller(event[.eventID], at: time.second)
    }
    append(event, second: time.second, number(of: pattern, event), pattern.role)
    if pattern.role.contains(.evidence) { keepEvidence(event) }
  }

  /// A request that crosses accounts goes under a variant of its pattern.
  @inline(__always)
  private func number(of pattern: PatternTable.Found, _ event: KMSEvent) -> Int {
    guard pattern.role.contains(.crossAccount) else { return pattern.number }
    return details.number(pattern.number, event, digestKey)
  }

  /// Moves out the patterns; `reader.symbols` is then complete.
  func takePatterns() -> PatternFacts {
    let facts = reader.takeFacts(of: patterns.patterns)
    patterns = PatternTable()
    return facts
  }

  func takeDetails() -> (details: [CallDetails.Detail], variants: [CallDetails.Variant]) {
    defer { details = CallDetails() }
    return (details.details, details.variants)
  }

  func takeLedger() -> RequestLedger {
    var taken = RequestLedger()
    swap(&taken, &ledger)
    return taken
  }

  func takeFiles() -> [FileFact] {
    defer { files = [] }
    return files
  }

  func takeExamples() -> [Example] {
    defer { examples = [] }
    return examples
  }

  /// Copies share their `sharedEventID`, but so do shadows and other things that are no copies: for
  /// those, and where there is none, the event is itself alone.
  private func append(
    _ event: KMSEvent,
    second: Int32,
    _ pattern: Int,
    _ role: PatternTable.Role
  ) {
    let isShared = role.contains(.request) && !event.isEmpty(.sharedEventID)
    let eventHash = Fingerprint.of(
      event.isEmpty(.eventID) ? event.bytes(event.record) : event[.eventID]
    )
    let identity = isShared ? Fingerprint.of(event[.sharedEventID]) : eventHash
    ledger.append(
      LedgerRow(
        identity: identity,
        second: second,
        pattern: pattern,
        isShared: isShared,
        eventHash: eventHash
      )
    )
    if !event.isEmpty(.originalEventID), event[.addendumReason].elementsEqual("UPDATED_DATA".utf8) {
      addenda.append(
        Addendum(
          identity: identity,
          eventHash: eventHash,
          original: Fingerprint.of(event[.originalEventID])
        )
      )
    }
  }

  private func keepEvidence(_ event: KMSEvent) {
    if let change = AliasChange(event) { file.aliasChanges.append(change) }
    if let key = event.keyInQuestion { file.keysInQuestion.insert(key) }
    file.evidence.append(
      EvidenceFact(
        eventID: event.text(.eventID),
        recipientAccount: event.text(.recipientAccountId),
        time: event.time,
        eventName: event.text(.eventName),
        record: String(decoding: event.bytes(event.record), as: UTF8.self)
      )
    )
    file.evidenceBytes += Int(event.record.length)
    guard file.evidenceBytes > FileTally.evidenceBytesHeld else { return }
    takeEvidence(file.evidence)
    file.evidence = []
    file.evidenceBytes = 0
  }

  private func isInScope(_ header: RecordHeader) -> Bool {
    guard let scope else { return true }
    if let since = scope.since, header.time < since { return false }
    if let until = scope.until, header.time >= until { return false }
    return
      (scope.accounts.isEmpty
      || scope.accounts.contains(String(decoding: header.account, as: UTF8.self)))
      && (scope.regions.isEmpty
        || scope.regions.contains(String(decoding: header.region, as: UTF8.self)))
  }
}
