import JSONScan
package import KMSModel

/// Grants and what is known of key policies over time, from the state changes of the whole input.
///
/// Delivery is unordered: build it from every event before judging any use.
package struct GrantHistory: Sendable {
  /// Sorted by key ARN, then id.
  package let grants: [Grant]
  /// By key ARN, then by `Grantee.home`; each list the earliest grant first.
  private let permissions: [String: [String: [GrantPermission]]]
  private let createdKeys: Set<String>
  /// Keys whose policy the input shows to be given or changed.
  private let keysWithPolicy: Set<String>

  /// - Parameter events: CreateGrant, RetireGrant, RevokeGrant, CreateKey, ReplicateKey and
  ///   PutKeyPolicy in any order, copies included; other events change nothing.
  package init(events: some Sequence<KeyEvent>) {
    let effective = events.filter(\.tookEffect).sorted { $0.precedes($1) }
    grants = Self.grants(from: effective)
    permissions = Dictionary(grouping: grants.flatMap(GrantPermission.of), by: \.grant.keyARN)
      .mapValues {
        Dictionary(grouping: $0.sorted(by: GrantPermission.isEarlier), by: \.holder.home)
      }
    createdKeys = Set(effective.filter { $0.eventName == "CreateKey" }.compactMap { $0.key?.text })
    keysWithPolicy = Set(effective.compactMap(\.keyGivenPolicy))
  }

  /// Everything that bears on one use; ask it for each moment of the use.
  package func cover(for use: CrossAccountUse) -> UseCover {
    let ofKey = permissions[use.keyARN] ?? [:]
    let homes = use.callerIsService ? [use.principal] : [use.consumerAccount, ""]
    let candidates = Set(homes).flatMap { ofKey[$0] ?? [] }.sorted(by: GrantPermission.isEarlier)
    return UseCover(
      use: use,
      candidates: candidates,
      withoutGrant: decisionWithoutGrant(use)
    )
  }

  /// The decision on one use at one moment.
  package func decide(
    _ use: CrossAccountUse,
    at time: Timestamp,
    denied: Bool
  ) -> AccessDecision {
    cover(for: use).decision(at: time, denied: denied)
  }

  private func decisionWithoutGrant(_ use: CrossAccountUse) -> AccessDecision {
    if Operation.named(use.operation)?.crossAccountAllowed == false {
      return .undetermined(.notAcrossAccounts)
    }
    let keyARN = use.keyARN
    guard createdKeys.contains(keyARN) else { return .undetermined(.keyOlderThanLogs) }
    return keysWithPolicy.contains(keyARN) ? .undetermined(.keyPolicyNotJudged) : .notCovered
  }
}

extension GrantHistory {
  private struct GrantName: Hashable {
    var keyARN: String
    var id: String
  }

  /// Of several witnesses of one change the first counts: `events` has the better ones first.
  private static func grants(from events: [KeyEvent]) -> [Grant] {
    var grants: [GrantName: Grant] = [:]
    func update(_ event: KeyEvent, _ keyARN: String, _ change: (inout Grant) -> Void) {
      guard let id = event.grantID else { return }
      change(&grants[GrantName(keyARN: keyARN, id: id), default: Grant(keyARN: keyARN, id: id)])
    }
    for event in events where event.eventName == "CreateGrant" {
      update(event, event.keyText) { if $0.createdAt == nil { $0.create(by: event) } }
    }
    let keysOfID = Dictionary(grouping: grants.keys, by: \.id).mapValues { $0.map(\.keyARN) }
    for event in events where ["RetireGrant", "RevokeGrant"].contains(event.eventName) {
      let keys = keysOfID[event.grantID ?? ""] ?? []
      let onlyKey = event.key == nil && keys.count == 1 ? keys[0] : event.keyText
      update(event, onlyKey) { if $0.endedAt == nil { $0.end(by: event) } }
    }
    return grants.values.sorted { ($0.keyARN, $0.id) < ($1.keyARN, $1.id) }
  }
}

extension KeyEvent {
  /// The key's ARN, or why there is none.
  fileprivate var keyText: String {
    key?.text ?? (request("keyId") == nil ? UnresolvedKey.noKey : .noAccount).text
  }

  /// The key whose policy this event sets to something other than the default.
  fileprivate var keyGivenPolicy: String? {
    switch eventName {
    case "PutKeyPolicy": return key?.text
    case "ReplicateKey": return response("replicaKeyMetadata")?["arn"]?.string
    case "CreateKey":
      // The policy of a replica stands in the ReplicateKey of another Region.
      let kind = response("keyMetadata")?["multiRegionConfiguration"]?["multiRegionKeyType"]
      return request("policy")?.string != nil || kind?.string == "REPLICA" ? key?.text : nil
    default: return nil
    }
  }
}
