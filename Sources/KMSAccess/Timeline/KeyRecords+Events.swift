import JSONScan
import KMSModel

extension KeyRecords {
  mutating func add(_ event: KeyEvent) {
    guard event.tookEffect else { return }
    switch event.eventName {
    case "CreateGrant":
      guard let creation = GrantCreation(event) else { return }
      keys[event.keyText, default: OfKey()].creations.append(creation)
    case "RetireGrant", "RevokeGrant":
      guard let end = GrantEnd(event) else { return }
      if let key = event.key {
        keys[key.text, default: OfKey()].ends.append(end)
      } else {
        endsWithoutKey.append((event.keyText, end))
      }
    case "CreateKey": addCreation(event)
    case "ReplicateKey": addReplication(event)
    case "PutKeyPolicy" where event.namesDefaultPolicy:
      guard let key = event.key else { return }
      keys[key.text, default: OfKey()].policy
        .append(event.entry(event.string(.policy).map { .init($0) }))
    case "CreateResourceShare", "AssociateResourceShare": addShare(event)
    default: addState(event)
    }
  }

  private mutating func addCreation(_ event: KeyEvent) {
    guard let key = event.key else { return }
    let metadata = event.value(.keyMetadata)
    describe(key.text, metadata, event)
    let kind = metadata?["multiRegionConfiguration"]?["multiRegionKeyType"]?.string
    if kind == "REPLICA" {
      let text = "the key policy: its ReplicateKey is not in the logs"
      replicas.append((key.text, event.entry(.missing(text))))
      return
    }
    let given = event.string(.policy)
    var entry = event.entry(given.map { .init($0) } ?? .byDefault(key))
    entry.isDefault = given == nil
    keys[key.text, default: OfKey()].policy.append(entry)
  }

  private mutating func addReplication(_ event: KeyEvent) {
    let metadata = event.value(.replicaKeyMetadata)
    guard let key = metadata?["arn"]?.string else { return }
    describe(key, metadata, event)
    keys[key, default: OfKey()].policy
      .append(event.entry(event.string(.replicaPolicy).map { .init($0) }))
  }

  private mutating func describe(_ key: String, _ metadata: JSONValue?, _ event: KeyEvent) {
    let known = keys[key]?.createdAt
    keys[key, default: OfKey()].createdAt = min(known ?? event.time, event.time)
    let description = KeyDescription(keyARN: key, record: metadata)
    keys[key]?.descriptions.append((event.time, event.eventID, description))
    if !description.state.isEmpty { addState(description.state, key, event) }
  }

  private mutating func addShare(_ event: KeyEvent) {
    for arn in event.strings(.resourceArns) where KeyARN(arn) != nil {
      keys[arn, default: OfKey()].isShared = true
      keys[arn]?.sharedPolicy.append(event.entry(.missing(KeyPolicyName.sharedPolicy)))
    }
  }

  private mutating func addState(_ event: KeyEvent) {
    guard Self.eventNames.contains(event.eventName), let state = event.keyState,
      let key = event.key
    else { return }
    addState(state, key.text, event)
  }

  private mutating func addState(_ state: String, _ key: String, _ event: KeyEvent) {
    let source = PolicyEntry.Source.event(name: event.eventName, id: event.eventID)
    keys[key, default: OfKey()].states
      .append(KeyStateEntry(time: event.time, state: state, source: source))
  }
}

extension KeyEvent {
  /// The key's ARN, or why there is none.
  var keyText: String {
    key?.text ?? (!has(.requestKeyId) ? UnresolvedKey.noKey : .noAccount).text
  }

  /// PutKeyPolicy sets no other (KMS API Reference, PutKeyPolicy).
  fileprivate var namesDefaultPolicy: Bool {
    !has(.policyName) || string(.policyName) == KeyPolicyName.default.rawValue
  }

  fileprivate func entry(_ document: PolicyEntry.Document?) -> PolicyEntry {
    PolicyEntry(
      time: time,
      source: .event(name: eventName, id: eventID),
      document: document ?? .missing("the key policy: \(eventName) of \(time) does not hold it")
    )
  }
}
