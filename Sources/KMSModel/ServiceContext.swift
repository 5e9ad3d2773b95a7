/// What the encryption context that an AWS service sets tells: the account on whose behalf it calls,
/// and the resource.
///
/// Callers choose the names of an encryption context: only those that the calling service itself sets
/// are believed.
package enum ServiceContext {
  /// The account on whose behalf a service calls; only ARNs and bare account ids tell one.
  ///
  /// - Parameters:
  ///   - service: normalised, see `ServiceName`.
  ///   - encryptionContext: name and value of each entry.
  /// - Returns: nil when the context holds no account of this service.
  package static func account(
    service: String,
    encryptionContext: [(String, String)]
  ) -> String? {
    for entry in entries[service] ?? [] where entry.tells != .resource {
      guard let value = encryptionContext.first(where: { $0.0 == entry.name })?.1 else { continue }
      if AccountID.isValid(value) { return value }
      if let account = ARN.account(of: value) { return account }
    }
    return nil
  }

  /// The resource for which a service uses the key: an ARN, or an id or name within the service.
  ///
  /// - Parameters:
  ///   - service: normalised, see `ServiceName`.
  ///   - encryptionContext: by name.
  /// - Returns: nil when the context names no resource of this service.
  package static func resource(
    service: String,
    encryptionContext: [String: String]
  ) -> String? {
    for entry in entries[service] ?? [] where entry.tells != .account {
      if let value = encryptionContext[entry.name], !value.isEmpty { return value }
    }
    return nil
  }

  private struct Entry {
    enum Tells { case account, resource, both }

    let name: String
    let tells: Tells

    /// Of the resource, with its account.
    static func arn(_ name: String) -> Entry { Entry(name: name, tells: .both) }
    static func account(_ name: String) -> Entry { Entry(name: name, tells: .account) }
    static func resource(_ name: String) -> Entry { Entry(name: name, tells: .resource) }
  }

  /// From the services' own documentation of what they set and log; of several that may be there
  /// together the closest to the resource stands first.
  private static let entries: [String: [Entry]] = [
    "acm.amazonaws.com": [.arn("aws:acm:arn")],
    "appconfig.amazonaws.com": [.arn("aws:appconfig:deployment:arn")],
    "cloudtrail.amazonaws.com": [.arn("aws:cloudtrail:arn")],
    "datazone.amazonaws.com": [.resource("aws:datazone:domainId")],
    "dynamodb.amazonaws.com": [
      .account("aws:dynamodb:subscriberId"), .resource("aws:dynamodb:tableName"),
    ],
    // EC2 attaches the volumes of RDS and of Fargate tasks, too.
    "ec2.amazonaws.com": [
      .account("aws:ecs:clusterAccount"), .resource("aws:rds:db-id"), .resource("aws:ebs:id"),
      .resource("aws:ecs:clusterName"),
    ],
    "ecr.amazonaws.com": [.arn("aws:ecr:arn")],
    "ecs.amazonaws.com": [.account("aws:ecs:clusterAccount"), .resource("aws:ecs:clusterName")],
    "elasticloadbalancing.amazonaws.com": [
      .arn("aws:elasticloadbalancing:arn"), .arn("aws:acm:arn"),
    ],
    "fargate.amazonaws.com": [
      .account("aws:ecs:clusterAccount"), .resource("aws:ecs:clusterName"),
    ],
    "geo.amazonaws.com": [.arn("aws:geo:arn")],
    "lambda.amazonaws.com": [.arn("aws:lambda:FunctionArn")],
    "rds.amazonaws.com": [.resource("aws:rds:db-id"), .resource("aws:ebs:id")],
    "redshift.amazonaws.com": [.arn("aws:redshift:arn")],
    "s3.amazonaws.com": [.arn("aws:s3:arn")],
    "secretsmanager.amazonaws.com": [.arn("SecretARN")],
    "ses.amazonaws.com": [.account("aws:ses:source-account"), .resource("aws:ses:rule-name")],
    "ssm.amazonaws.com": [.arn("PARAMETER_ARN")],
    "voiceid.amazonaws.com": [.arn("aws:voiceid:domain:arn")],
    "workmail.amazonaws.com": [.arn("aws:workmail:arn")],
  ]
}
