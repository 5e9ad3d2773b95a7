import JSONScan
import KMSAccess
import KMSModel
import KMSUsage

/// A state-changing event whose whole record is kept, as a request on a key.
struct RecordedRequest: Sendable {
  let id: String
  let name: String
  let time: Timestamp
  let request: AccessRequest
  /// As uses name them.
  let principal, service: String
  let isDenied: Bool
  /// Neither refused nor failed nor a dry run.
  let tookEffect: Bool
  /// What the copies of one request share.
  let sharedID: String
  /// The copy in the caller's own trail, which holds the full identity.
  let isCallersCopy: Bool

  /// - Returns: nil where no existing KMS key is named.
  init?(_ fact: EvidenceFact) {
    guard Operation.named(fact.eventName)?.namesKey == true, let event = try? KeyEvent(fact),
      let key = event.key, let record = try? JSONValue(parsing: fact.record)
    else { return nil }
    (id, name, time) = (fact.eventID, fact.eventName, fact.time)
    principal = event.principal
    service = ServiceName.normalised(event.string(.invokedBy) ?? "")
    sharedID = record["sharedEventID"]?.string ?? fact.eventID
    tookEffect = event.tookEffect
    let errors = ["AccessDenied", "AccessDeniedException"]
    isDenied = event.string(.errorCode).map(errors.contains) ?? false
    let account = event.string(.accountId) ?? ""
    isCallersCopy = account == fact.recipientAccount
    request = AccessRequest(
      operation: fact.eventName,
      keyARN: key.text,
      callerAccount: account,
      caller: Caller(event),
      detail: RequestDetail(record)
    )
  }
}

extension Caller {
  fileprivate init(_ event: KeyEvent) {
    self.init(
      principal: event.principal,
      event.string(.identityType) == "AWSService" ? .recipient : .identity,
      session: event.string(.arn) ?? ""
    )
  }
}

extension RequestDetail {
  /// Of an operation without an encryption context, as all are that change state.
  fileprivate init(_ record: JSONValue) {
    self.init()
    let identity = record["userIdentity"]
    // A foreign caller's short form leaves most out.
    let isShort = identity?["type"]?.string == "AWSAccount"
    func known(_ value: JSONValue?, orElse absent: Bool) -> Known<String> {
      value?.string.map { .known($0) } ?? (absent ? .absent : .unknown)
    }
    encryptionContext = .absent
    invokedBy = known(identity?["invokedBy"], orElse: !isShort)
    sourceIP = known(record["sourceIPAddress"], orElse: false)
    vpcEndpointID = known(record["vpcEndpointId"], orElse: !isShort)
    alias = .absent
    self[.userID] = known(identity?["principalId"], orElse: false).map { [$0] }
    self[.region] = known(record["awsRegion"], orElse: false).map { [$0] }
    let attributes = identity?["sessionContext"]?["attributes"]
    self[.multiFactorAuthPresent] =
      known(attributes?["mfaAuthenticated"], orElse: !isShort).map { [$0] }
    setParameters(record["requestParameters"])
  }

  private mutating func setParameters(_ given: JSONValue?) {
    for (parameter, name) in Self.parameters {
      self[parameter] = given?[name]?.string.map { .known([$0]) } ?? .absent
    }
    self[.grantOperations] =
      given?["operations"]?.array.map { .known($0.compactMap(\.string)) } ?? .absent
    let constraints = given?["constraints"].flatMap { $0 == .null ? nil : $0 }
    newGrantConstraints = constraints.map { .known($0.compactText) } ?? .absent
    let asked = constraints?.object?.map(\.name) ?? []
    let types = ["encryptionContextEquals", "encryptionContextSubset"].filter(asked.contains)
    self[.grantConstraintType] =
      types.isEmpty ? .absent : .known(types.map { "E" + $0.dropFirst() })
    self[.grantConstraintSourceARN] =
      constraints?["sourceArn"]?.string.map { .known([$0]) } ?? .absent
  }

  /// Those that have no value by default.
  private static let parameters: [(RequestParameter, String)] = [
    (.granteePrincipal, "granteePrincipal"),
    (.granteeServicePrincipal, "granteeServicePrincipal"),
    (.retiringPrincipal, "retiringPrincipal"),
    (.retiringServicePrincipal, "retiringServicePrincipal"), (.replicaRegion, "replicaRegion"),
    (.primaryRegion, "primaryRegion"),
  ]
}
