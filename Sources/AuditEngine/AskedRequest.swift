import KMSAccess
import KMSModel
import KMSUsage

/// A request as it is asked about, of which the store may have a use.
struct AskedRequest {
  private let query: RequestQuery
  private let keyARN: String
  /// Of a session its role.
  private let principal: String
  private let session: String

  init(_ query: RequestQuery, _ key: KeyARN) {
    self.query = query
    keyARN = key.text
    (principal, session) = query.named
  }

  /// As far as it is told; the rest is not known.
  var request: AccessRequest {
    var detail = RequestDetail()
    detail[.region] = KeyARN(keyARN).map { .known([$0.region]) } ?? .unknown
    detail.invokedBy = query.service.map { .known($0) } ?? .absent
    let request = AccessRequest(
      operation: query.operation,
      keyARN: keyARN,
      callerAccount: ARN.account(of: principal) ?? "",
      caller: Caller(
        principal: principal,
        isService ? .recipient : .identity,
        session: session
      ),
      detail: detail
    )
    return laidOver(UsedCase(request: request, time: Timestamp(0))).request
  }

  private var isService: Bool { !principal.contains(":") && principal.contains(".") }

  func isUse(_ use: Use, _ facts: UsageFacts) -> Bool {
    facts.text(use.key) == keyARN && query.isUse(use, facts.symbols)
  }

  /// What is asked about takes the place of what the store has.
  func laidOver(_ one: UsedCase) -> UsedCase {
    var other = one
    if let context = query.context { other.request.detail.encryptionContext = .known(context) }
    if case .role(let arn, _) = one.request.caller, !session.isEmpty {
      other.request.caller = .role(arn: arn, session: session)
    }
    // The store has not this request, but one like it.
    if other.request != one.request { (other.isDenied, other.seen) = (false, nil) }
    return other
  }
}

extension RequestQuery {
  /// Of a session its role, and its ARN; "" where it is not known.
  fileprivate var named: (principal: String, session: String) {
    let parts = principal.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 2, parts[0].hasSuffix(":assumed-role") else { return (principal, session) }
    return (parts.prefix(2).joined(separator: "/"), session.isEmpty ? principal : session)
  }

  /// Whether a use is what is asked about, but for the key.
  var isUse: @Sendable (Use, [String]) -> Bool {
    let (operation, principal, service) = (operation, named.principal, service)
    return { use, texts in
      texts[Int(use.operation)] == operation && texts[Int(use.principal)] == principal
        && service.map { ServiceName.normalised($0) == texts[Int(use.service)] } ?? true
    }
  }
}
