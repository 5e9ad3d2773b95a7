import KMSModel

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
