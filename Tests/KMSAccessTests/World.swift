import JSONScan
import KMSAccess
import KMSModel
import TestSupport

/// Ten days of one key of which everything is true, and what logs and exports tell of them.
struct World {
  static let begin: Int64 = 1_772_323_200
  static let hours: Int64 = 240

  struct TrueGrant {
    var id: String
    var namesCaller: Bool
    var begin: Int64
    var end: Int64
  }

  /// A policy, whether it lets the caller in, and whether it keeps it out.
  struct TruePolicy {
    var text: String
    var allows = false
    var denies = false
    var begin: Int64
  }

  var events: [KeyEvent] = []
  var exports: [AccessExport] = []
  var grants: [TrueGrant] = []
  /// Sorted.
  var policies: [TruePolicy] = []

  init(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let isOlder = Bool.random(using: &random)
    let born = isOlder ? Self.begin - 100_000 : Self.time(&random, in: 0..<40)
    policies = [Self.policies(at: born)[isOlder ? Int.random(in: 0..<4, using: &random) : 0]]
    if !isOlder {
      log("CreateKey", born, #","responseElements":{"keyMetadata":{"arn":"\#(key)"}}"#)
    }
    for number in 0..<Int.random(in: 0..<5, using: &random) {
      addGrant(number, after: born, isOlder: isOlder, &random)
    }
    for _ in 0..<Int.random(in: 0..<4, using: &random) { addPolicy(after: born, &random) }
    policies.sort { $0.begin < $1.begin }
    for _ in 0..<Int.random(in: 0..<4, using: &random) { addExport(after: born, &random) }
  }

  static func time(_ random: inout SplitMix, in hours: Range<Int64>) -> Int64 {
    begin + Int64.random(in: hours.lowerBound * 3600..<hours.upperBound * 3600, using: &random)
  }

  private var key: String { FixtureRecord.key }

  private static func policies(at time: Int64) -> [TruePolicy] {
    let who = "arn:aws:iam::444455556666:role/apps/Reader"
    let owner =
      #"{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#
    func text(_ statement: String) -> String {
      #"{"Version":"2012-10-17","Statement":[\#(owner)\#(statement)]}"#
    }
    func statement(_ effect: String) -> String {
      #",{"Effect":"\#(effect)","Principal":{"AWS":"\#(who)"},"Action":"kms:Decrypt","Resource":"*"}"#
    }
    return [
      TruePolicy(text: text(""), begin: time),
      TruePolicy(text: text(statement("Allow")), allows: true, begin: time),
      TruePolicy(text: text(statement("Deny")), denies: true, begin: time),
      TruePolicy(text: text(statement("Allow").replacing("Reader", with: "Writer")), begin: time),
    ]
  }

  private mutating func log(_ name: String, _ time: Int64, _ members: String) {
    let record =
      #"{"recipientAccountId":"111122223333","userIdentity":{"accountId":"111122223333"},"resources":[{"ARN":"\#(key)"}]\#(members)}"#
    let event = try? KeyEvent(
      eventID: "\(name)-\(time)-\(events.count)",
      time: Timestamp(time),
      eventName: name,
      record: record
    )
    guard let event else { preconditionFailure("no JSON: \(record)") }
    events.append(event)
  }

  private mutating func addGrant(
    _ number: Int,
    after born: Int64,
    isOlder: Bool,
    _ random: inout SplitMix
  ) {
    let id = "g\(number)"
    let isBefore = isOlder && Bool.random(using: &random)
    let made = isBefore ? born + 10 : max(born + 1, Self.time(&random, in: 0..<Self.hours))
    let lasts = Bool.random(using: &random)
    let end = lasts ? .max : max(made + 1, Self.time(&random, in: 0..<Self.hours))
    let namesCaller = Bool.random(using: &random)
    grants.append(TrueGrant(id: id, namesCaller: namesCaller, begin: made, end: end))
    if !isBefore {
      log(
        "CreateGrant",
        made,
        #","requestParameters":{"granteePrincipal":"\#(grantee(namesCaller))","operations":["Decrypt"]},"responseElements":{"grantId":"\#(id)"}"#
      )
    }
    if !lasts { log("RevokeGrant", end, #","requestParameters":{"grantId":"\#(id)"}"#) }
  }

  private func grantee(_ namesCaller: Bool) -> String {
    "arn:aws:iam::444455556666:role/apps/\(namesCaller ? "Reader" : "Writer")"
  }

  private mutating func addPolicy(after born: Int64, _ random: inout SplitMix) {
    let time = max(born + 1, Self.time(&random, in: 0..<Self.hours))
    guard !policies.contains(where: { $0.begin == time }) else { return }
    let policy = Self.policies(at: time)[Int.random(in: 0..<4, using: &random)]
    policies.append(policy)
    let text = JSONValue.string(policy.text).compactText
    log("PutKeyPolicy", time, #","requestParameters":{"policy":\#(text)}"#)
  }

  private mutating func addExport(after born: Int64, _ random: inout SplitMix) {
    let time = Self.time(&random, in: 0..<Self.hours)
    guard time > born, let policy = policy(at: time) else { return }
    let content: AccessExport.Content =
      Bool.random(using: &random)
      ? .keyPolicy(keyARN: key, name: .default, text: policy.text)
      : .grants(keyARN: key, list(at: time), isComplete: Bool.random(using: &random))
    exports.append(AccessExport(source: "e", time: Timestamp(time), content: content))
  }

  private func list(at time: Int64) -> [ExportedGrant] {
    grants.filter { $0.begin <= time && time < $0.end }.map { grant in
      ExportedGrant(
        id: grant.id,
        name: "",
        grantee: grantee(grant.namesCaller),
        retiringPrincipal: "",
        operations: ["Decrypt"],
        constraints: nil,
        createdAt: Timestamp(grant.begin)
      )
    }
  }

  func policy(at time: Int64) -> TruePolicy? { policies.last { $0.begin <= time } }
}

extension World {
  /// KMS lets the caller in at that moment.
  func isAllowed(at time: Int64) -> Bool {
    guard let policy = policy(at: time), !policy.denies else { return false }
    return policy.allows
      || grants.contains { $0.namesCaller && $0.begin <= time && time <= $0.end }
  }

  /// A Deny keeps the caller out, so that no call succeeds of which a decision could be asked: what
  /// is not known of a Deny is taken not to apply.
  func isDenied(at time: Int64) -> Bool {
    policies.enumerated().contains { number, policy in
      let end = number + 1 < policies.count ? policies[number + 1].begin : .max - 300
      return policy.denies && policy.begin <= time && time < end + 300
    }
  }

  /// Something changed so shortly before that both states may apply.
  func isSettling(at time: Int64) -> Bool {
    (grants.flatMap { [$0.begin, $0.end] } + policies.map(\.begin))
      .contains { $0 <= time && time < $0.advanced(by: $0 == .max ? 0 : 300) }
  }

  /// Times worth a look: around every change and export, and some others.
  func times(_ random: inout SplitMix) -> [Int64] {
    let changes = events.map(\.time.rawValue) + exports.map(\.time.rawValue)
    let others = (0..<5).map { _ in Self.time(&random, in: 0..<Self.hours) }
    return changes.flatMap { [$0 - 1, $0, $0 + 299, $0 + 300, $0 + 301] } + others
  }

  /// What is left when nothing was recorded and exported for that stretch.
  func without(_ stretch: Range<Int64>) -> AccessHistory {
    let hours = (0..<Self.hours).map { Self.begin / 3600 + $0 }
    return AccessHistory(
      events: events.filter { !stretch.contains($0.time.rawValue) },
      exports: exports.filter { !stretch.contains($0.time.rawValue) },
      watch: AccountWatch(
        hours.filter { !stretch.contains($0 * 3600) }
          .map { WatchedHours(account: "111122223333", region: "eu-west-1", hours: $0...$0) }
      )
    )
  }

  var history: AccessHistory { without(0..<0) }
}
