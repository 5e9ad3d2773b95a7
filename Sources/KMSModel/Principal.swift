/// The caller of a request as one text, the same wherever it is shown or compared.
package enum Principal {
  /// The caller by the members of its `userIdentity`; a member that is not there is "".
  ///
  /// A session stands for its role, by the issuer's ARN, which keeps the path; without issuer by the
  /// session ARN without the session name. A caller of the short form `AWSAccount` is known by its
  /// unique id alone.
  package static func text(
    type: String,
    arn: String,
    principalID: String,
    issuerARN: String,
    invokedBy: String,
    onBehalfOfUserID: String
  ) -> String {
    switch type {
    case "AssumedRole": issuerARN.isEmpty ? withoutSessionName(arn) : issuerARN
    case "AWSAccount": String(principalID.prefix { $0 != ":" })
    case "AWSService": ServiceName.normalised(invokedBy)
    case "IdentityCenterUser": onBehalfOfUserID
    default: arn
    }
  }

  /// `arn:aws:sts::A:assumed-role/Name/Session` → `arn:aws:sts::A:assumed-role/Name`.
  private static func withoutSessionName(_ arn: String) -> String {
    let parts = arn.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.prefix(2).joined(separator: "/")
  }
}
