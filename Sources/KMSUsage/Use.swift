/// Who used what, how: the dimensions of a use.
package struct Use: Hashable, Sendable {
  /// Key ARN; "" when the operation names no key; `unresolved: reason` when it does and we cannot
  /// tell which.
  package var key: Symbol
  package var keyAccount: Symbol
  /// `awsRegion` of the record.
  package var region: Symbol
  package var consumerAccount: Symbol
  package var attribution: Attribution
  package var principal: Symbol
  /// Via service, normalised: `s3.amazonaws.com`; "" for a direct call.
  package var service: Symbol
  /// Event name, but `ReEncryptFrom` and `ReEncryptTo` for the two uses of a ReEncrypt.
  package var operation: Symbol

  package init(
    key: Symbol,
    keyAccount: Symbol,
    region: Symbol,
    consumerAccount: Symbol,
    attribution: Attribution,
    principal: Symbol,
    service: Symbol,
    operation: Symbol
  ) {
    self.key = key
    self.keyAccount = keyAccount
    self.region = region
    self.consumerAccount = consumerAccount
    self.attribution = attribution
    self.principal = principal
    self.service = service
    self.operation = operation
  }
}

/// The rule that told the consumer account, in order of preference.
package enum Attribution: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  case identity, issuer, scope, context, recipient, unknown
  /// The caller is one of the AWS service accounts: a service, not a foreign customer.
  case awsService

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// Not by `"\(self)"`: every row of a report has one, and looking a case's name up takes longer
  /// than the rest of the row.
  package var text: String {
    switch self {
    case .identity: "identity"
    case .issuer: "issuer"
    case .scope: "scope"
    case .context: "context"
    case .recipient: "recipient"
    case .unknown: "unknown"
    case .awsService: "aws-service"
    }
  }
}

/// How a request ended.
package enum Outcome: UInt8, Hashable, Sendable, CaseIterable { case ok, denied, throttled, failed }
