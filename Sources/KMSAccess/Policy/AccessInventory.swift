/// What is known beyond the logs of the caller's account and of the key.
///
/// Everything is unknown at first.
package struct AccessInventory: Hashable, Sendable {
  /// Of the caller's account: `o-…`; absent when it is in no organization.
  package var organizationID: Known<String> = .unknown
  /// Of the caller's account: `o-…/r-…/ou-…/`.
  package var organizationPaths: Known<[String]> = .unknown
  package var keySpec: Known<String> = .unknown
  package var keyUsage: Known<String> = .unknown
  package var keyOrigin: Known<String> = .unknown
  package var isMultiRegion: Known<Bool> = .unknown
  /// `PRIMARY` or `REPLICA`; absent for a key of a single Region.
  package var multiRegionKeyType: Known<String> = .unknown
  package var resourceTags: Known<[String: String]> = .unknown

  package init() {}
}
