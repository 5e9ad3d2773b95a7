package import KMSModel

/// A state-changing event other than a grant's, for the findings on governance.
package struct KeyChangeRow: Hashable, Sendable {
  package var time: Timestamp
  package var eventName: String
  package var keyARN: String
  package var principal: String
  package var errorCode: String
  package var eventID: String
  /// `requestParameters.bypassPolicyLockoutSafetyCheck` is true.
  package var bypassesLockoutCheck: Bool

  package init(
    time: Timestamp,
    eventName: String,
    keyARN: String,
    principal: String,
    errorCode: String,
    eventID: String,
    bypassesLockoutCheck: Bool = false
  ) {
    self.time = time
    self.eventName = eventName
    self.keyARN = keyARN
    self.principal = principal
    self.errorCode = errorCode
    self.eventID = eventID
    self.bypassesLockoutCheck = bypassesLockoutCheck
  }
}
