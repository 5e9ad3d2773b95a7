/// The ARN of an alias, which names a key for as long as nobody points it elsewhere:
/// `arn:aws:kms:eu-west-1:111122223333:alias/name`.
package struct AliasARN: Hashable, Sendable {
  package let text: String

  /// How the ARNs of its account's and Region's aliases begin.
  package var place: String {
    text.split(separator: ":", maxSplits: 5).dropLast().joined(separator: ":")
  }

  /// `alias/name`.
  package var name: String { String(text.dropFirst(place.count + 1)) }

  /// An alias as a request names it: by its ARN, or by its name in the caller's account and Region.
  ///
  /// - Returns: nil for what names no alias, or for a name without an account.
  package init?(_ name: String, account: String, region: String) {
    if name.hasPrefix("alias/") {
      guard AccountID.isValid(account), !region.isEmpty else { return nil }
      text = "arn:\(KeyARN.partition(of: region)):kms:\(region):\(account):\(name)"
    } else {
      let parts = name.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      guard parts.count == 6, parts[0] == "arn", parts[2] == "kms", AccountID.isValid(parts[4]),
        parts[5].hasPrefix("alias/")
      else { return nil }
      text = name
    }
  }
}
