package import KMSModel

/// All that is known of one key over time.
package struct KeyTimeline: Sendable {
  package let keyARN: String
  /// From exports and from the key's creation; only what never changes counts at every moment.
  package let description: KeyDescription
  /// When CreateKey or ReplicateKey made it; nil when the logs do not show it.
  package let createdAt: Timestamp?
  /// An alias `alias/aws/…` or its description tells so.
  package let isManagedByAWS: Bool
  /// A resource share names it.
  package let isShared: Bool
  /// Entries of the key policy, sorted, at most one a second.
  package var policyEntries: [PolicyEntry] { policy.entries }
  /// Entries of the AWS_RAM policy.
  package var sharedPolicyEntries: [PolicyEntry] { sharedPolicy.entries }
  /// The earliest first.
  package var grants: [Grant] { keyGrants.grants }
  /// Sorted.
  package let states: [KeyStateEntry]

  let policy: PolicyTimeline
  let sharedPolicy: PolicyTimeline
  let keyGrants: KeyGrants
  let watch: AccountWatch
}

/// A change of a key's state, or an export that shows it.
package struct KeyStateEntry: Hashable, Sendable {
  package var time: Timestamp
  /// `KeyState` of the API: `Enabled`, `Disabled`, `PendingDeletion` and others.
  package var state: String
  package var source: PolicyEntry.Source
}

extension KeyTimeline {
  /// Why a grant may have been in force at that moment without being known; nil when all grants
  /// are.
  func missingGrants(at time: Timestamp) -> String? {
    if let end = keyGrants.lastUnknownEnd, time < end + Grant.propagation {
      return "the grants: one is known by its end alone"
    }
    let key = KeyARN(keyARN)
    let lists = keyGrants.lists
    let next = lists.firstIndex(after: time)
    let before = [createdAt, next > 0 ? lists[next - 1] : nil].compactMap(\.self)
      .filter { $0 <= time }.max()
    let gapBefore = before.map { watch.gap(of: key, from: $0, to: time) }
    let gapAfter = next < lists.count ? watch.gap(of: key, from: time, to: lists[next]) : nil
    if gapBefore == .some(nil) || (next < lists.count && gapAfter == nil) { return nil }
    guard let gap = (gapBefore ?? nil) ?? gapAfter else {
      return "the grants: the key is older than the logs"
    }
    return "the grants: \(gap)"
  }

  /// What is known of the key for the conditions of a policy.
  var inventory: AccessInventory {
    func known(_ text: String) -> Known<String> { text.isEmpty ? .unknown : .known(text) }
    var inventory = AccessInventory()
    inventory.keySpec = known(description.spec)
    inventory.keyUsage = known(description.usage)
    inventory.keyOrigin = known(description.origin)
    inventory.isMultiRegion = description.isMultiRegion.map { .known($0) } ?? .unknown
    // UpdatePrimaryRegion changes it.
    inventory.multiRegionKeyType = description.isMultiRegion == false ? .absent : .unknown
    return inventory
  }
}
