package import JSONScan
package import KMSModel

/// What one answer of the AWS CLI tells of keys and accounts, at a moment and not for ever.
package struct AccessExport: Hashable, Sendable {
  /// The file it was read from, without its folders.
  package var source: String
  package var time: Timestamp
  package var content: Content

  package init(source: String, time: Timestamp, content: Content) {
    self.source = source
    self.time = time
    self.content = content
  }

  package enum Content: Hashable, Sendable {
    /// `kms list-grants`; complete unless the answer says that it was cut.
    case grants(keyARN: String, [ExportedGrant], isComplete: Bool)
    /// `kms get-key-policy`.
    case keyPolicy(keyARN: String, name: KeyPolicyName, text: String)
    /// `kms describe-key`.
    case key(KeyDescription)
    /// `kms list-aliases`.
    case aliases(account: String, region: String, [ExportedAlias], isComplete: Bool)
    /// `kms list-key-rotations`: when, and `AUTOMATIC` or `ON_DEMAND`.
    case rotations(keyARN: String, [KeyRotation])
    /// `kms get-key-rotation-status`.
    case rotationStatus(keyARN: String, isEnabled: Bool, periodInDays: Int?)
    /// `organizations list-accounts`.
    case accounts([OrganizationAccount], isComplete: Bool)
    /// `organizations describe-organization`.
    case organization(id: String, managementAccount: String)
    /// `service-quotas list-service-quotas --service-code kms`.
    case quotas(account: String, region: String, [ExportedQuota])
    /// `cloudtrail list-public-keys`, as it stands: only digest files need it.
    case publicKeys(region: String, JSONValue)
  }
}

/// The two policies that a key may have (KMS API Reference, GetKeyPolicy).
package enum KeyPolicyName: String, Hashable, Sendable {
  case `default`
  /// What AWS RAM keeps for a shared key.
  case ram = "AWS_RAM"
}

/// An entry of `kms list-grants` (KMS API Reference, GrantListEntry).
package struct ExportedGrant: Hashable, Sendable {
  package var id: String
  /// "" without.
  package var name: String
  /// A principal ARN, account, unique id or service principal; trimmed.
  package var grantee: String
  /// "" without.
  package var retiringPrincipal: String
  package var operations: [String]
  /// The object as it stands; nil without.
  package var constraints: JSONValue?
  /// nil when the answer does not tell.
  package var createdAt: Timestamp?

  package init(
    id: String,
    name: String,
    grantee: String,
    retiringPrincipal: String,
    operations: [String],
    constraints: JSONValue?,
    createdAt: Timestamp?
  ) {
    self.id = id
    self.name = name
    self.grantee = grantee
    self.retiringPrincipal = retiringPrincipal
    self.operations = operations
    self.constraints = constraints
    self.createdAt = createdAt
  }
}

/// `KeyMetadata` of `kms describe-key`, and of a CreateKey's record.
///
/// "" for what it does not tell.
package struct KeyDescription: Hashable, Sendable {
  package var keyARN: String
  package var spec = ""
  package var usage = ""
  package var origin = ""
  /// `AWS` or `CUSTOMER`.
  package var manager = ""
  package var state = ""
  package var isMultiRegion: Bool?
  /// `PRIMARY` or `REPLICA`.
  package var multiRegionKeyType = ""
  /// ARNs of the other keys of its multi-Region family.
  package var relatedKeys: [String] = []
  package var createdAt: Timestamp?
  /// Only of a key that waits for its deletion.
  package var deletionDate: Timestamp?

  package init(keyARN: String) { self.keyARN = keyARN }
}

/// An entry of `kms list-aliases`.
package struct ExportedAlias: Hashable, Sendable {
  /// `alias/…`.
  package var name: String
  /// A key id; "" for an alias of AWS's own that has no key yet.
  package var targetKeyID: String

  package init(name: String, targetKeyID: String) {
    self.name = name
    self.targetKeyID = targetKeyID
  }
}

/// An entry of `kms list-key-rotations`.
package struct KeyRotation: Hashable, Sendable {
  package var time: Timestamp
  package var type: String

  package init(time: Timestamp, type: String) {
    self.time = time
    self.type = type
  }
}

/// An entry of `organizations list-accounts`.
package struct OrganizationAccount: Hashable, Sendable {
  package var id: String
  package var name: String
  /// Such as `ACTIVE` or `SUSPENDED`.
  package var status: String

  package init(id: String, name: String, status: String) {
    self.id = id
    self.name = name
    self.status = status
  }
}

/// An entry of `service-quotas list-service-quotas`.
package struct ExportedQuota: Hashable, Sendable {
  package var code: String
  package var name: String
  package var value: Double

  package init(code: String, name: String, value: Double) {
    self.code = code
    self.name = name
    self.value = value
  }
}
