import JSONScan
import KMSModel

// Answers about one key. Their members are those of the KMS API.
extension ExportReader {
  /// The key that the content names by its ARN or bare id, else the path's.
  private func key(_ names: [(object: ExportObject, member: String)]) throws(ExportError) -> String
  {
    var known: KeyARN?
    for name in names {
      let text = try name.object.optionalText(name.member)
      if text.isEmpty || text == known?.text { continue }
      let key = try key(named: text, name)
      guard known == nil || known == key else {
        throw name.object.error(.contradiction, name.member, "it is of another key")
      }
      known = key
    }
    if let known { return known.text }
    return try keyOfPath().text
  }

  private func key(
    named text: String,
    _ name: (object: ExportObject, member: String)
  ) throws(ExportError) -> KeyARN {
    if KeyID.isValid(text) {
      try agreed(place.keyID, text)
      return try key(ofID: text)
    }
    guard let key = KeyARN(text) else {
      throw name.object.error(.wrongValue, name.member, "a key's ARN or id is expected")
    }
    try agreed(place.keyID, key.keyID)
    try agreed(place.account, key.account)
    try agreed(place.region, key.region)
    return key
  }

  private func keyOfPath() throws(ExportError) -> KeyARN {
    if place.keyID.isEmpty {
      throw ExportError(
        code: .missingKey,
        reason: "the content names no key; put its id into the file's name"
      )
    }
    return try key(ofID: place.keyID)
  }

  private func key(ofID id: String) throws(ExportError) -> KeyARN {
    guard let key = KeyARN(keyID: id, account: try account(), region: try region()) else {
      throw ExportError(code: .missingKey, reason: "\(id) is no key's id")
    }
    return key
  }

  func grants() throws(ExportError) -> AccessExport.Content {
    let entries = try root.objects("Grants")
    var grants: [ExportedGrant] = []
    for entry in entries { grants.append(try ExportedGrant(entry)) }
    return .grants(
      keyARN: try key(entries.map { ($0, "KeyId") }),
      try grants.distinct("Grants", by: \.id),
      isComplete: try isComplete()
    )
  }

  /// CLIs of before 2024 do not print the policy's name: it is `default` unless the path says.
  func keyPolicy() throws(ExportError) -> AccessExport.Content {
    let named = try root.optionalText("PolicyName")
    if !named.isEmpty { try agreed(place.policyName, named) }
    let text = named.isEmpty ? place.policyName : named
    guard let name = text.isEmpty ? .default : KeyPolicyName(rawValue: text) else {
      throw root.error(.wrongValue, "PolicyName", "default or AWS_RAM is expected")
    }
    return .keyPolicy(keyARN: try key([]), name: name, text: try root.text("Policy"))
  }

  func keyDescription() throws(ExportError) -> AccessExport.Content {
    guard let metadata = try root.object("KeyMetadata") else { throw root.missing("KeyMetadata") }
    _ = try metadata.text("Arn")
    var key = KeyDescription(keyARN: try key([(metadata, "Arn")]))
    key.spec = try metadata.optionalText("KeySpec")
    // The name of before 2021.
    if key.spec.isEmpty { key.spec = try metadata.optionalText("CustomerMasterKeySpec") }
    key.usage = try metadata.optionalText("KeyUsage")
    key.origin = try metadata.optionalText("Origin")
    key.manager = try metadata.optionalText("KeyManager")
    key.state = try metadata.optionalText("KeyState")
    key.isMultiRegion = try metadata.flag("MultiRegion")
    if let family = try metadata.object("MultiRegionConfiguration") {
      key.multiRegionKeyType = try family.optionalText("MultiRegionKeyType")
      let replicas = try family["ReplicaKeys"] == nil ? [] : family.objects("ReplicaKeys")
      for member in [try family.object("PrimaryKey")].compactMap(\.self) + replicas {
        let arn = try member.optionalText("Arn")
        if arn != key.keyARN, KeyARN(arn) != nil { key.relatedKeys.append(arn) }
      }
    }
    key.createdAt = try metadata.time("CreationDate")
    key.deletionDate = try metadata.time("DeletionDate")
    return .key(key)
  }

  /// Material that never was the current one has no RotationDate, and was no rotation.
  func rotations() throws(ExportError) -> AccessExport.Content {
    let entries = try root.objects("Rotations")
    var rotations: [KeyRotation] = []
    for entry in entries {
      guard let time = try entry.time("RotationDate") else { continue }
      rotations.append(KeyRotation(time: time, type: try entry.optionalText("RotationType")))
    }
    return .rotations(keyARN: try key(entries.map { ($0, "KeyId") }), rotations)
  }

  func rotationStatus() throws(ExportError) -> AccessExport.Content {
    guard let isEnabled = try root.flag("KeyRotationEnabled") else {
      throw root.missing("KeyRotationEnabled")
    }
    let period = try root.number("RotationPeriodInDays")
    let days = period.flatMap { Int(exactly: $0) }
    guard (period == nil) == (days == nil) else {
      throw root.error(.wrongValue, "RotationPeriodInDays", "a number of days is expected")
    }
    return .rotationStatus(
      keyARN: try key([(root, "KeyId")]),
      isEnabled: isEnabled,
      periodInDays: days
    )
  }
}

extension ExportedGrant {
  /// A grant that does not tell to whom, or for which operations, would be held to cover nothing.
  fileprivate init(_ entry: ExportObject) throws(ExportError) {
    let grantee = try entry.optionalText("GranteePrincipal").trimmed
    let service = try entry.optionalText("GranteeServicePrincipal").trimmed
    guard !grantee.isEmpty || !service.isEmpty else { throw entry.missing("GranteePrincipal") }
    let retiring = try entry.optionalText("RetiringPrincipal").trimmed
    let operations = try entry.texts("Operations")
    _ = try entry.object("Constraints")
    self.init(
      id: try entry.text("GrantId"),
      name: try entry.optionalText("Name"),
      grantee: grantee.isEmpty ? service : grantee,
      retiringPrincipal: retiring.isEmpty
        ? try entry.optionalText("RetiringServicePrincipal").trimmed : retiring,
      operations: operations,
      constraints: entry["Constraints"],
      createdAt: try entry.time("CreationDate")
    )
  }
}

extension String {
  /// Without the spaces around it that some of AWS's own answers have.
  fileprivate var trimmed: String {
    let space = UInt8(ascii: " ")
    guard utf8.first == space || utf8.last == space else { return self }
    return String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
