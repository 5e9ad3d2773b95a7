/// Use of a key by another account than its owner's: what a decision is about.
package struct CrossAccountUse: Hashable, Sendable {
  package var keyARN: String
  package var consumerAccount: String
  /// As `Principal.text` writes it.
  package var principal: String
  /// The caller is known by its unique id only (`AROA…`, `AIDA…`).
  package var principalIsUniqueID: Bool
  /// Event name; `ReEncryptFrom` and `ReEncryptTo` for the keys of a ReEncrypt.
  package var operation: String
  /// A service's own call: `principal` is the service's name.
  package var callerIsService: Bool

  package init(
    keyARN: String,
    consumerAccount: String,
    principal: String,
    principalIsUniqueID: Bool,
    operation: String,
    callerIsService: Bool
  ) {
    self.keyARN = keyARN
    self.consumerAccount = consumerAccount
    self.principal = principal
    self.principalIsUniqueID = principalIsUniqueID
    self.operation = operation
    self.callerIsService = callerIsService
  }
}

/// What permits a use, or why that cannot be told.
package enum AccessDecision: Hashable, Sendable {
  case grant(id: String, endedJustBefore: Bool)
  case denied
  case notCovered
  case undetermined(Reason)

  /// What a decision lacks.
  package enum Reason: Hashable, Sendable {
    case constraints(grantID: String)
    case callerByUniqueID
    /// The key was created in the input, but may have a policy other than the default one.
    case keyPolicyNotJudged
    case keyOlderThanLogs
    /// KMS allows the operation in the key's own account alone, so the record does not say what it
    /// seems to.
    case notAcrossAccounts
  }

  /// `grant`, `denied`, `not-covered` or `undetermined`.
  package var text: String {
    switch self {
    case .grant: "grant"
    case .denied: "denied"
    case .notCovered: "not-covered"
    case .undetermined: "undetermined"
    }
  }

  /// Names the grant, or says what is missing.
  package var basis: String {
    switch self {
    case .grant(let id, let endedJustBefore):
      "grant \(id)" + (endedJustBefore ? ", ended less than 5 minutes before" : "")
    case .denied: "KMS refused the call"
    case .notCovered: "no grant, and only the default key policy since CreateKey"
    case .undetermined(.constraints(let id)): "grant \(id) has constraints that are not checked"
    case .undetermined(.callerByUniqueID): "caller known by unique id only"
    case .undetermined(.keyPolicyNotJudged): "no grant seen covers it; key policy not judged"
    case .undetermined(.notAcrossAccounts):
      "the operation works in the key's own account only; the record names another"
    case .undetermined(.keyOlderThanLogs):
      "no grant seen covers it; the key is older than the logs"
    }
  }
}
