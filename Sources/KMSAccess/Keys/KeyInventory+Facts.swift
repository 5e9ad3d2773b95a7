import JSONScan
import KMSModel

// What each event and each export tells of a key; they come in the order of their time.
extension KeyInventory {
  mutating func add(_ event: KeyEvent) {
    guard let key = (event.key ?? event.targetKey)?.text else { return }
    let (time, source) = (event.time, PolicyEntry.Source(event))
    addAdministrator(of: key, event)
    if let state = event.keyState { with(key) { $0.setState(Told(state, time, source)) } }
    switch event.eventName {
    case "CreateKey": addCreation(key, event.value(.keyMetadata), event)
    case "ReplicateKey": addReplication(of: key, event)
    case "UpdatePrimaryRegion": addNewPrimary(of: key, event)
    case "ScheduleKeyDeletion":
      let date = event.value(.deletionDate).flatMap { Timestamp(recorded: $0) }
      with(key) { $0.deletionDate = date.map { Told($0, time, source) } }
    case "EnableKeyRotation":
      // The period of a request that names none (KMS API Reference, EnableKeyRotation).
      let period = event.value(.rotationPeriodInDays)?.integer ?? 365
      with(key) {
        $0.rotates = Told(true, time, source)
        $0.rotationPeriodInDays = Told(period, time, source)
      }
    case "DisableKeyRotation":
      with(key) { ($0.rotates, $0.rotationPeriodInDays) = (Told(false, time, source), nil) }
    case "RotateKey": with(key) { $0.setRotation(Told(time, time, source)) }
    default: break
    }
  }

  private mutating func addCreation(_ key: String, _ metadata: JSONValue?, _ event: KeyEvent) {
    let (time, source) = (event.time, PolicyEntry.Source(event))
    let description = KeyDescription(keyARN: key, record: metadata)
    with(key) { key in
      if key.createdAt.map(\.isOfExport) ?? true { key.createdAt = Told(time, time, source) }
      key.take(description, time, source)
    }
  }

  private mutating func addReplication(of primary: String, _ event: KeyEvent) {
    let metadata = event.value(.replicaKeyMetadata)
    guard let replica = metadata?["arn"]?.string, let arn = KeyARN(replica),
      KeyARN(primary)?.isRelated(to: arn) == true
    else { return }
    let (time, source) = (event.time, PolicyEntry.Source(event))
    addCreation(replica, metadata, event)
    with(replica) { $0.multiRegionKeyType = Told("REPLICA", time, source) }
    with(primary) {
      $0.multiRegionKeyType = Told("PRIMARY", time, source)
      $0.relatedKeys[replica] = source
    }
  }

  private mutating func addNewPrimary(of key: String, _ event: KeyEvent) {
    guard let old = KeyARN(key), let region = event.string(.primaryRegion),
      let new = KeyARN(keyID: old.keyID, account: old.account, region: region), new != old
    else { return }
    let (time, source) = (event.time, PolicyEntry.Source(event))
    with(key) { $0.multiRegionKeyType = Told("REPLICA", time, source) }
    with(new.text) { $0.multiRegionKeyType = Told("PRIMARY", time, source) }
  }

  mutating func add(_ export: AccessExport) {
    let (time, source) = (export.time, PolicyEntry.Source.export(export.source))
    switch export.content {
    case .key(let description):
      with(description.keyARN) { key in
        key.take(description, time, source)
        if key.createdAt == nil {
          key.createdAt = description.createdAt.map { Told($0, time, source) }
        }
      }
    case .rotationStatus(let keyARN, let isEnabled, let period):
      with(keyARN) { key in
        key.rotates = Told(isEnabled, time, source)
        key.rotationPeriodInDays = period.map { Told($0, time, source) }
      }
    case .rotations(let keyARN, let rotations):
      with(keyARN) { key in
        if let last = rotations.map(\.time).max() { key.setRotation(Told(last, time, source)) }
      }
    default: break
    }
  }
}

extension InventoriedKey {
  fileprivate mutating func take(
    _ description: KeyDescription,
    _ time: Timestamp,
    _ source: PolicyEntry.Source
  ) {
    func told(_ text: String, else known: Told<String>?) -> Told<String>? {
      text.isEmpty ? known : Told(text, time, source)
    }
    manager = told(description.manager, else: manager)
    spec = told(description.spec, else: spec)
    multiRegionKeyType = told(description.multiRegionKeyType, else: multiRegionKeyType)
    for key in description.relatedKeys { relatedKeys[key] = source }
    guard !description.state.isEmpty else { return }
    setState(Told(description.state, time, source))
    deletionDate = description.deletionDate.map { Told($0, time, source) }
  }

  /// What is told again stands since it was told first.
  fileprivate mutating func setState(_ new: Told<String>) {
    if state?.value != new.value { state = new }
    if new.value != "PendingDeletion" { deletionDate = nil }
  }

  fileprivate mutating func setRotation(_ new: Told<Timestamp>) {
    if new.value > lastRotation?.value ?? Timestamp(.min) { lastRotation = new }
  }
}

extension PolicyEntry.Source {
  fileprivate init(_ event: KeyEvent) { self = .event(name: event.eventName, id: event.eventID) }
}

extension Told {
  fileprivate var isOfExport: Bool { if case .export = source { true } else { false } }
}

extension JSONValue {
  fileprivate var integer: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }
}
