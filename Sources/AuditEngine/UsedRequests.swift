import AuditFindings
import KMSAccess
import KMSModel
import KMSUsage

/// The requests of cross-account use as grants and key policies see them.
struct UsedRequests {
  /// An encryption context as the facts have it.
  struct Context: Hashable {
    let text: Int32
    let isCommon: Bool
    /// KMS may not have come to look at the parameters of a request that failed.
    let isCertain: Bool

    init(_ fact: AccessFact) {
      (text, isCommon) = (fact.context, fact.contextIsCommon)
      isCertain = fact.outcome == .ok
    }
  }

  private let facts: UsageFacts
  /// By usage.
  private let calls: [Int32: CallFact]
  private let keysInQuestion: Set<Symbol>
  private var last: (usage: Int32, request: AccessRequest)?
  /// Principals and keys are many, what else is told of their uses is mostly alike.
  private var details: [DetailSource: RequestDetail] = [:]

  /// All that a detail is made of.
  private struct DetailSource: Hashable {
    let operation, region, service: Symbol
    let isShort: Bool
    /// nil where none are kept.
    let traits: [Int32]?
  }

  init(_ facts: UsageFacts) {
    self.facts = facts
    calls = Dictionary(facts.calls.map { ($0.usage, $0) }) { first, _ in first }
    keysInQuestion = Set(facts.calls.map { facts.usage[Int($0.usage)].use.key })
  }

  /// Contexts, sessions and the like are kept of it.
  func hasDetails(of usage: Int32) -> Bool { calls[usage] != nil }

  /// When the logs were read, nothing known of the key asked for details of its use.
  func wasNotInQuestion(keyOf usage: Int32) -> Bool {
    !keysInQuestion.contains(facts.usage[Int(usage)].use.key)
  }

  mutating func request(of usage: Int32, in context: Context) -> AccessRequest {
    if last?.usage != usage { last = (usage, request(of: usage)) }
    var request = last?.request ?? request(of: usage)
    let text = facts.accessTexts[Int(context.text)]
    request.detail.encryptionContext = EncryptionContext(
      text,
      isWhole: !context.isCommon && (context.isCertain || !text.isEmpty)
    )
    return request
  }

  /// Without the encryption context.
  private mutating func request(of usage: Int32) -> AccessRequest {
    let use = facts.usage[Int(usage)].use
    let call = calls[usage]
    let traits = UsedTraits(call, facts.accessTexts)
    return AccessRequest(
      operation: facts.text(use.operation),
      keyARN: facts.text(use.key),
      callerAccount: facts.text(use.consumerAccount),
      caller: Caller(
        principal: facts.text(use.principal),
        use.attribution,
        session: traits[.session] ?? ""
      ),
      detail: detail(of: use, call, traits)
    )
  }

  private mutating func detail(
    of use: Use,
    _ call: CallFact?,
    _ traits: UsedTraits
  ) -> RequestDetail {
    let source = DetailSource(
      operation: use.operation,
      region: use.region,
      service: use.service,
      // The short form of a foreign identity may have left the service out.
      isShort: !facts.text(use.principal).utf8.contains(UInt8(ascii: ":")),
      traits: call?.traits
    )
    if let known = details[source] { return known }
    let detail = detail(of: source, traits)
    details[source] = detail
    return detail
  }

  private func detail(of source: DetailSource, _ traits: UsedTraits) -> RequestDetail {
    var detail = RequestDetail()
    detail[.region] = .known([facts.text(source.region)])
    let isShort = source.isShort
    let service = facts.text(source.service)
    detail.invokedBy =
      service.isEmpty ? (isShort ? .unknown : .absent) : .known(traits[.invokedBy] ?? service)
    detail.sourceIP = traits.known(.sourceIP, without: .unknown)
    detail.vpcEndpointID = traits.known(.vpcEndpoint, without: isShort ? .unknown : .absent)
    detail.alias = traits.known(.alias, without: .absent)
    detail[.userID] = traits.known(.userID, without: .absent).map { [$0] }
    detail.uniqueID = traits.known(.uniqueID, without: .absent)
    detail[.multiFactorAuthPresent] =
      traits.known(.multiFactor, without: isShort ? .unknown : .absent).map { [$0] }
    detail[.sourceARN] = traits.known(.sourceARN, without: .unknown).map { [$0] }
    setParameters(of: facts.text(source.operation), traits, in: &detail)
    return detail
  }

  private func setParameters(
    of operation: String,
    _ traits: UsedTraits,
    in detail: inout RequestDetail
  ) {
    // A cryptographic operation may have one by default that the record does not show.
    let without: Known<String> = operation.isCryptographicOperation ? .unknown : .absent
    for (trait, parameter) in Self.parameters {
      detail[parameter] = traits.known(trait, without: without).map { [$0] }
    }
    // Of a ReEncrypt the destination's is kept.
    if operation == "ReEncryptFrom" { detail[.encryptionAlgorithm] = .unknown }
  }

  private static let parameters: [(CallTrait, RequestParameter)] = [
    (.messageType, .messageType), (.keyAgreementAlgorithm, .keyAgreementAlgorithm),
    (.encryptionAlgorithm, .encryptionAlgorithm), (.signingAlgorithm, .signingAlgorithm),
    (.macAlgorithm, .macAlgorithm), (.keyPairSpec, .dataKeyPairSpec),
  ]
}

/// What all requests of a use have in common, by trait.
private struct UsedTraits {
  private let call: CallFact?
  private let texts: [String]

  init(_ call: CallFact?, _ texts: [String]) { (self.call, self.texts) = (call, texts) }

  /// "" for requests without it; nil where it differs or is not known.
  subscript(trait: CallTrait) -> String? {
    guard let number = call?.traits[trait.rawValue], number != CallFact.differs else { return nil }
    return texts[Int(number)]
  }

  func known(_ trait: CallTrait, without: Known<String>) -> Known<String> {
    guard let text = self[trait] else { return .unknown }
    return text.isEmpty ? without : .known(text)
  }
}
