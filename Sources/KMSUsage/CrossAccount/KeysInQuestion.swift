import CloudTrail
import JSONScan
import KMSModel

// What a grant or a key policy may ask of a request beyond its pattern matters only for keys that have
// such a one: of all others no details are kept.

/// Keys of whose use details are kept.
package enum DetailedKeys: Sendable {
  case all
  /// By their ids, which replicas share.
  case only(Set<String>)

  func contain(oneOf keys: [KeyARN]) -> Bool {
    guard case .only(let ids) = self else { return true }
    return keys.contains { ids.contains($0.keyID) }
  }
}

extension KMSEvent {
  private static let parameters = Needle("\"requestParameters\":")
  private static let grantAsks = [
    Needle("\"encryptionContext"), Needle("\"sourceArn\""), Needle(":assumed-role/"),
    Needle(":federated-user/"), Needle(":aws:ec2-infrastructure:"), Needle("Principal\":\"A"),
  ]
  private static let policyAsks = [
    Needle("\"Condition\\\""), Needle(":assumed-role/"), Needle(":federated-user/"),
  ]

  /// Id of the key to which this event gives a grant or a policy that may ask more of a request than
  /// its pattern tells.
  var keyInQuestion: String? {
    let asks: [Needle]
    switch text(.eventName) {
    case "CreateGrant": asks = Self.grantAsks
    case "PutKeyPolicy", "CreateKey", "ReplicateKey": asks = Self.policyAsks
    default: return nil
    }
    let end = Int(record.start + record.length)
    // The caller's own session stands before the parameters.
    let start = buffer.find(Self.parameters, from: Int(record.start), before: end)
    guard asks.contains(where: { buffer.find($0, from: start, before: end) < end }) else {
      return nil
    }
    let name = text(isEmpty(.keyARN) ? .requestKeyId : .keyARN)
    return KeyARN(name)?.keyID ?? name
  }
}
