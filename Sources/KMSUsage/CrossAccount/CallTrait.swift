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
  /// What the request calls its key.
  case keyName
  case messageType, keyAgreementAlgorithm, encryptionAlgorithm, signingAlgorithm, macAlgorithm
  case keyPairSpec

  package static let count = 14
}

/// Of each trait the number of its text in a list, 0 for a request without it, or that it differs
/// between requests.
///
/// `meet` is commutative, associative and idempotent: the order of requests, and whether one is
/// seen twice, do not matter.
package struct CommonTraits: Hashable, Sendable {
  package static let differs: Int32 = -1

  private var texts = InlineArray<14, Int32>(repeating: 0)

  package init() {}

  package static func == (left: Self, right: Self) -> Bool {
    left.texts.indices.allSatisfy { left.texts[$0] == right.texts[$0] }
  }

  package func hash(into hasher: inout Hasher) {
    for trait in texts.indices { hasher.combine(texts[trait]) }
  }

  package subscript(trait: CallTrait) -> Int32 {
    get { texts[trait.rawValue] }
    set { texts[trait.rawValue] = newValue }
  }

  mutating func meet(_ other: CommonTraits) {
    for trait in texts.indices where texts[trait] != other.texts[trait] {
      texts[trait] = Self.differs
    }
  }

  /// The same over another list of texts.
  func renumbered(_ number: (Int32) -> Int32) -> CommonTraits {
    var result = self
    for trait in texts.indices where texts[trait] != Self.differs {
      result.texts[trait] = number(texts[trait])
    }
    return result
  }

  /// The numbers of texts that are in it.
  var known: [Int32] { texts.indices.map { texts[$0] }.filter { $0 != Self.differs } }
}

extension CommonTraits {
  init(_ event: KMSEvent, _ texts: inout SymbolTable) {
    for trait in CallTrait.allCases {
      self[trait] = texts.symbol(JSONString.unescaped(event[trait: trait]))
    }
  }

  /// Takes in one more request: what has differed once is not looked at again.
  @inline(__always)
  mutating func meet(_ event: KMSEvent, _ texts: borrowing SymbolTable) {
    for trait in CallTrait.allCases where self[trait] != Self.differs {
      let isSame = event[trait: trait].isWritten(as: texts.texts[Int(self[trait])])
      if !isSame { self[trait] = Self.differs }
    }
  }
}

extension KMSEvent {
  private static let multiFactor = Needle("\"mfaAuthenticated\":\"")

  subscript(trait trait: CallTrait) -> UnsafeBufferPointer<UInt8> {
    switch trait {
    case .session: self[.arn]
    case .userID: self[.principalId]
    case .sourceIP: self[.sourceIPAddress]
    case .vpcEndpoint: self[.vpcEndpointId]
    case .multiFactor: multiFactorAuthenticated
    case .sourceARN: self[.scopeSourceARN]
    case .invokedBy: self[.invokedBy]
    case .keyName: self[.requestKeyId]
    case .messageType: self[.messageType]
    case .keyAgreementAlgorithm: self[.keyAgreementAlgorithm]
    case .encryptionAlgorithm: self[.encryptionAlgorithm]
    case .signingAlgorithm: self[.signingAlgorithm]
    case .macAlgorithm: self[.macAlgorithm]
    case .keyPairSpec: self[.keyPairSpec]
    }
  }

  /// Empty for long-term credentials.
  private var multiFactorAuthenticated: UnsafeBufferPointer<UInt8> {
    let attributes = span(.sessionAttributes)
    let end = Int(attributes.start + attributes.length)
    let place = buffer.find(Self.multiFactor, from: Int(attributes.start), before: end)
    guard place < end else { return UnsafeBufferPointer(start: nil, count: 0) }
    let start = place + Self.multiFactor.count
    return bytes(
      TextSpan(
        start: Int32(start),
        length: Int32(buffer.quote(from: start, before: end) - start)
      )
    )
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether the inside of a JSON string is this text.
  func isWritten(as text: String) -> Bool {
    if contains(UInt8(ascii: "\\")) {
      return JSONString.unescaped(self).utf8.elementsEqual(text.utf8)
    }
    return count == text.utf8.count && elementsEqual(text.utf8)
  }
}
