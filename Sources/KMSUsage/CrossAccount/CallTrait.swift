import CloudTrail
import JSONScan

/// What a grant or a key policy may ask of a request beyond who did what to which key in which
/// encryption context.
package enum CallTrait: Int, CaseIterable, Sendable {
  /// ARN of the session; of other callers their own.
  case session
  /// `userIdentity.principalId`.
  case userID
  case sourceIP, vpcEndpoint
  /// `mfaAuthenticated` of the session's attributes.
  case multiFactor
  /// `userIdentity.inScopeOf.sourceArn`.
  case sourceARN
  /// `userIdentity.invokedBy` as written.
  case invokedBy
  /// The alias that the request calls its key by.
  case alias
  case messageType, keyAgreementAlgorithm, encryptionAlgorithm, signingAlgorithm, macAlgorithm
  case keyPairSpec
  /// `userIdentity.principalId` up to a session's name, which all sessions of a role share.
  case uniqueID

  package static let count = 15
}

extension KMSEvent {
  private static let multiFactor = Needle("\"mfaAuthenticated\":\"")
  private static let aliasMark = Needle("alias/")

  /// As it stands in the record, with its escapes.
  subscript(trait trait: CallTrait) -> UnsafeBufferPointer<UInt8> {
    switch trait {
    case .session: self[.arn]
    case .userID: self[.principalId]
    case .sourceIP: self[.sourceIPAddress]
    case .vpcEndpoint: self[.vpcEndpointId]
    case .multiFactor: multiFactorAuthenticated
    case .sourceARN: self[.scopeSourceARN]
    case .invokedBy: self[.invokedBy]
    case .alias: alias
    case .messageType: self[.messageType]
    case .keyAgreementAlgorithm: self[.keyAgreementAlgorithm]
    case .encryptionAlgorithm: self[.encryptionAlgorithm]
    case .signingAlgorithm: self[.signingAlgorithm]
    case .macAlgorithm: self[.macAlgorithm]
    case .keyPairSpec: self[.keyPairSpec]
    case .uniqueID: uniqueID
    }
  }

  private var uniqueID: UnsafeBufferPointer<UInt8> {
    let whole = self[.principalId]
    return UnsafeBufferPointer(rebasing: whole.prefix { $0 != UInt8(ascii: ":") })
  }

  /// Empty for long-term credentials.
  private var multiFactorAuthenticated: UnsafeBufferPointer<UInt8> {
    let attributes = span(.sessionAttributes)
    let end = Int(attributes.start + attributes.length)
    let place = buffer.find(Self.multiFactor, from: Int(attributes.start), before: end)
    guard place < end else { return UnsafeBufferPointer(start: nil, count: 0) }
    let start = place + Self.multiFactor.count
    let length = buffer.quote(from: start, before: end) - start
    return bytes(TextSpan(start: Int32(start), length: Int32(length)))
  }

  /// Most requests call their key by its ARN.
  private var alias: UnsafeBufferPointer<UInt8> {
    let name = span(.requestKeyId)
    let end = Int(name.start + name.length)
    return buffer.find(Self.aliasMark, from: Int(name.start), before: end) < end
      ? bytes(name) : UnsafeBufferPointer(start: nil, count: 0)
  }
}
