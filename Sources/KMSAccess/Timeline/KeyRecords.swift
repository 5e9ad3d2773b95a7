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

  private var keys: [String: OfKey] = [:]
  /// CreateKey of replicas: they do not tell the policy, ReplicateKey does.
  private var replicas: [(keyARN: String, PolicyEntry)] = []
  /// RetireGrant without a key.
  private var endsWithoutKey: [KeyEvent] = []
}

// MARK: - Events

extension KeyRecords {
  mutating func add(_ events: some Sequence<KeyEvent>) {
    for event in events where event.tookEffect { add(event) }
  }

  private mutating func add(_ event: KeyEvent) {
    switch event.eventName {
    case "CreateGrant": keys[event.keyText, default: OfKey()].creations.append(event)
    case "RetireGrant", "RevokeGrant":
      if event.key == nil {
        endsWithoutKey.append(event)
      } else {
        keys[event.keyText, default: OfKey()].ends.append(event)
      }
    case "CreateKey": addCreation(event)
    case "ReplicateKey": addReplication(event)
    case "PutKeyPolicy" where event.namesDefaultPolicy:
      guard let key = event.key else { return }
      keys[key.text, default: OfKey()].policy
        .append(event.entry(event.request("policy")?.string.map { .init($0) }))
    case "CreateResourceShare", "AssociateResourceShare": addShare(event)
    default: addState(event)
    }
  }

  private mutating func addCreation(_ event: KeyEvent) {
    guard let key = event.key else { return }
    let metadata = event.response("keyMetadata")
    describe(key.text, metadata, event)
    let kind = metadata?["multiRegionConfiguration"]?["multiRegionKeyType"]?.string
    if kind == "REPLICA" {
      let text = "the key policy: its ReplicateKey is not in the logs"
      replicas.append((key.text, event.entry(.missing(text))))
      return
    }
    let given = event.request("policy")?.string
    var entry = event.entry(given.map { .init($0) } ?? .byDefault(key))
    entry.isDefault = given == nil
    keys[key.text, default: OfKey()].policy.append(entry)
  }

  private mutating func addReplication(_ event: KeyEvent) {
    let metadata = event.response("replicaKeyMetadata")
    guard let key = metadata?["arn"]?.string else { return }
    describe(key, metadata, event)
    keys[key, default: OfKey()].policy
      .append(event.entry(event.response("replicaPolicy")?.string.map { .init($0) }))
  }

  private mutating func describe(_ key: String, _ metadata: JSONValue?, _ event: KeyEvent) {
    let known = keys[key]?.createdAt
    keys[key, default: OfKey()].createdAt = min(known ?? event.time, event.time)
    let description = KeyDescription(keyARN: key, record: metadata)
    keys[key]?.descriptions.append((event.time, event.eventID, description))
    if !description.state.isEmpty { addState(description.state, key, event) }
  }

  private mutating func addShare(_ event: KeyEvent) {
    for value in event.request("resourceArns")?.array ?? [] {
      guard let arn = value.string, KeyARN(arn) != nil else { continue }
      keys[arn, default: OfKey()].isShared = true
      keys[arn]?.sharedPolicy.append(event.entry(.missing(KeyPolicyName.sharedPolicy)))
    }
  }

  private mutating func addState(_ event: KeyEvent) {
    let states = [
      "EnableKey": "Enabled", "DisableKey": "Disabled", "ScheduleKeyDeletion": "PendingDeletion",
      "CancelKeyDeletion": "Disabled",
    ]
    guard let state = states[event.eventName], let key = event.key else { return }
    addState(event.response("keyState")?.string ?? state, key.text, event)
  }

  private mutating func addState(_ state: String, _ key: String, _ event: KeyEvent) {
    let source = PolicyEntry.Source.event(name: event.eventName, id: event.eventID)
    keys[key, default: OfKey()].states
      .append(KeyStateEntry(time: event.time, state: state, source: source))
  }
}

// MARK: - Exports

extension KeyRecords {
  mutating func add(_ exports: [AccessExport]) {
    for export in exports { add(export) }
  }

  private mutating func add(_ export: AccessExport) {
    switch export.content {
    case .grants(let key, let entries, let isComplete):
      keys[key, default: OfKey()].lists.append(
        GrantList(
          time: export.time,
          source: export.source,
          entries: entries,
          isComplete: isComplete
        )
      )
    case .keyPolicy(let key, let name, let text):
      let entry = PolicyEntry(
        time: export.time,
        source: .export(export.source),
        document: .init(text)
      )
      keys[key, default: OfKey()].add(entry, name)
    case .key(let description): add(description, export)
    case .aliases(let account, let region, let aliases, _):
      for alias in aliases where alias.name.hasPrefix("alias/aws/") {
        guard let key = KeyARN(keyID: alias.targetKeyID, account: account, region: region) else {
          continue
        }
        keys[key.text, default: OfKey()].isManagedByAWS = true
      }
    case .rotations, .rotationStatus, .accounts, .organization, .quotas, .publicKeys: break
    }
  }

  private mutating func add(_ description: KeyDescription, _ export: AccessExport) {
    let key = description.keyARN
    keys[key, default: OfKey()].descriptions.append((export.time, export.source, description))
    guard !description.state.isEmpty else { return }
    keys[key]?.states.append(
      KeyStateEntry(
        time: export.time,
        state: description.state,
        source: .export(export.source)
      )
    )
  }
}

extension KeyRecords.OfKey {
  fileprivate mutating func add(_ entry: PolicyEntry, _ name: KeyPolicyName) {
    switch name {
    case .default: policy.append(entry)
    case .ram: sharedPolicy.append(entry)
    }
  }
}

// MARK: - Timelines

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

extension KeyEvent {
  /// The key's ARN, or why there is none.
  fileprivate var keyText: String {
    key?.text ?? (request("keyId") == nil ? UnresolvedKey.noKey : .noAccount).text
  }

  /// PutKeyPolicy sets no other (KMS API Reference, PutKeyPolicy).
  fileprivate var namesDefaultPolicy: Bool {
    let name = request("policyName")
    return name == nil || name == .null || name?.string == KeyPolicyName.default.rawValue
  }

  fileprivate func entry(_ document: PolicyEntry.Document?) -> PolicyEntry {
    PolicyEntry(
      time: time,
      source: .event(name: eventName, id: eventID),
      document: document ?? .missing("the key policy: \(eventName) of \(time) does not hold it")
    )
  }
}
