import JSONScan
import KMSModel

/// Events and exports by the key that they are about.
struct KeyRecords {
  static let eventNames: Set<String> = [
    "CreateGrant", "RetireGrant", "RevokeGrant", "CreateKey", "PutKeyPolicy", "ReplicateKey",
    "EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion", "CreateResourceShare",
    "AssociateResourceShare",
  ]

  struct OfKey {
    var creations: [KeyEvent] = []
    var ends: [KeyEvent] = []
    var lists: [GrantList] = []
    var policy: [PolicyEntry] = []
    var sharedPolicy: [PolicyEntry] = []
    var descriptions: [(time: Timestamp, source: String, KeyDescription)] = []
    var states: [KeyStateEntry] = []
    var createdAt: Timestamp?
    var isManagedByAWS = false
    var isShared = false
  }

  var keys: [String: OfKey] = [:]
  /// CreateKey of replicas: they do not tell the policy, ReplicateKey does.
  var replicas: [(keyARN: String, PolicyEntry)] = []
  /// RetireGrant without a key.
  var endsWithoutKey: [KeyEvent] = []
}

extension KeyRecords {
  func timelines(_ watch: AccountWatch) -> [String: KeyTimeline] {
    var records = self
    records.placeReplicas()
    records.placeEnds()
    return Dictionary(
      uniqueKeysWithValues: records.keys.map { ($0, Self.timeline($0, $1, watch)) }
    )
  }

  static func nothing(of keyARN: String, _ watch: AccountWatch) -> KeyTimeline {
    timeline(keyARN, OfKey(), watch)
  }

  /// A ReplicateKey tells the policy, and the CreateKey that follows it does not.
  private mutating func placeReplicas() {
    for (key, entry) in replicas { keys[key, default: OfKey()].policy.append(entry) }
    for key in keys.keys where keys[key]?.policy.contains(where: \.isReplication) == true {
      keys[key]?.policy.removeAll { $0.isCreation && !$0.isReplication }
    }
  }

  /// A RetireGrant that names no key ends the only grant of that id.
  private mutating func placeEnds() {
    guard !endsWithoutKey.isEmpty else { return }
    let ids = Set(endsWithoutKey.compactMap(\.grantID))
    var places: [String: Set<String>] = [:]
    for (key, records) in keys {
      let listed = records.lists.flatMap { $0.entries.map(\.id) }
      for id in records.creations.compactMap(\.grantID) + listed where ids.contains(id) {
        places[id, default: []].insert(key)
      }
    }
    for event in endsWithoutKey {
      let known = places[event.grantID ?? ""] ?? []
      let key = known.count == 1 ? known.first : nil
      keys[key ?? event.keyText, default: OfKey()].ends.append(event)
    }
  }

  private static func timeline(_ keyARN: String, _ records: OfKey, _ watch: AccountWatch)
    -> KeyTimeline
  {
    let key = KeyARN(keyARN)
    let description = KeyDescription(keyARN: keyARN, merging: records.descriptions)
    return KeyTimeline(
      keyARN: keyARN,
      description: description,
      createdAt: records.createdAt,
      isManagedByAWS: records.isManagedByAWS || description.manager == "AWS",
      isShared: records.isShared,
      states: records.states.sorted { $0.isEarlier(than: $1) },
      policy: PolicyTimeline(records.policy, .default, key: key, watch: watch),
      sharedPolicy: PolicyTimeline(records.sharedPolicy, .ram, key: key, watch: watch),
      keyGrants: grants(keyARN, records),
      watch: watch
    )
  }

  private static func grants(_ keyARN: String, _ records: OfKey) -> KeyGrants {
    var book = GrantBook(keyARN: keyARN)
    for event in records.creations.sorted(by: { $0.precedes($1) }) { book.create(by: event) }
    for event in records.ends.sorted(by: { $0.precedes($1) }) { book.end(by: event) }
    let lists = records.lists.sorted { ($0.time, $0.source) < ($1.time, $1.source) }
    for list in lists { book.list(list) }
    book.strike(lists)
    return book.keyGrants(lists)
  }
}

extension PolicyEntry {
  fileprivate var isReplication: Bool {
    if case .event("ReplicateKey", _) = source { true } else { false }
  }
}

extension KeyStateEntry {
  fileprivate func isEarlier(than other: KeyStateEntry) -> Bool {
    time == other.time ? "\(source)".precedes("\(other.source)") : time < other.time
  }
}
