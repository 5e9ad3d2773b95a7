/// The account on whose behalf a service calls, told by the encryption context it sets.
package enum ServiceContext {
  /// Callers choose the names of an encryption context: only those that the calling service itself
  /// sets are believed, and only ARNs and bare account ids tell an account.
  ///
  /// - Parameters:
  ///   - service: normalised, see `ServiceName`.
  ///   - encryptionContext: name and value of each entry.
  /// - Returns: nil when the context holds no account of this service.
  package static func account(
    service: String,
    encryptionContext: [(String, String)]
  ) -> String? {
    for name in names[service] ?? [] {
      guard let entry = encryptionContext.first(where: { $0.0 == name }) else { continue }
      if AccountID.isValid(entry.1) { return entry.1 }
      if let account = ARN.account(of: entry.1) { return account }
    }
    return nil
  }

  /// From the services' own documentation of what they set and log.
  ///
  /// Services whose context names no account (EBS volumes, RDS instances, DataZone domains) are left
  /// out.
  private static let names: [String: [String]] = [
    "acm.amazonaws.com": ["aws:acm:arn"],
    "appconfig.amazonaws.com": ["aws:appconfig:deployment:arn"],
    "cloudtrail.amazonaws.com": ["aws:cloudtrail:arn"],
    "dynamodb.amazonaws.com": ["aws:dynamodb:subscriberId"],
    // EC2 attaches the volumes of Fargate tasks.
    "ec2.amazonaws.com": ["aws:ecs:clusterAccount"],
    "ecr.amazonaws.com": ["aws:ecr:arn"],
    "ecs.amazonaws.com": ["aws:ecs:clusterAccount"],
    "elasticloadbalancing.amazonaws.com": ["aws:elasticloadbalancing:arn", "aws:acm:arn"],
    "fargate.amazonaws.com": ["aws:ecs:clusterAccount"],
    "geo.amazonaws.com": ["aws:geo:arn"],
    "lambda.amazonaws.com": ["aws:lambda:FunctionArn"],
    "redshift.amazonaws.com": ["aws:redshift:arn"],
    "s3.amazonaws.com": ["aws:s3:arn"],
    "secretsmanager.amazonaws.com": ["SecretARN"],
    "ses.amazonaws.com": ["aws:ses:source-account"],
    "ssm.amazonaws.com": ["PARAMETER_ARN"],
    "voiceid.amazonaws.com": ["aws:voiceid:domain:arn"],
    "workmail.amazonaws.com": ["aws:workmail:arn"],
  ]
}
