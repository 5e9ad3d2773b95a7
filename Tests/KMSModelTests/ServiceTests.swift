import KMSModel
import Testing

@Suite struct Services {
  @Test(arguments: [
    ("workmail.eu-west-1.amazonaws.com", "workmail.amazonaws.com"),
    ("fargate.us-gov-west-1.amazonaws.com", "fargate.amazonaws.com"),
    ("logs.eusc-de-east-1.amazonaws.com", "logs.amazonaws.com"),
    ("ec2-frontend-api.amazonaws.com", "ec2.amazonaws.com"),
    ("ec2-frontend-api.eu-west-1.amazonaws.com", "ec2.amazonaws.com"),
    ("delivery.logs.amazonaws.com", "delivery.logs.amazonaws.com"),
    ("s3.amazonaws.com", "s3.amazonaws.com"),
    ("AWS Internal", "AWS Internal"),
    ("eu-west-1", "eu-west-1"),
    ("", ""),
  ])
  func `a service has one name in all Regions`(invokedBy: String, name: String) {
    #expect(ServiceName.normalised(invokedBy) == name)
  }

  @Test(arguments: [
    ("dynamodb.amazonaws.com", "aws:dynamodb:subscriberId", "111122223333", "111122223333"),
    (
      "workmail.amazonaws.com", "aws:workmail:arn",
      "arn:aws:workmail:eu-west-1:111122223333:organization/m-1", "111122223333"
    ),
    ("s3.amazonaws.com", "aws:s3:arn", "arn:aws:s3:::bucket", nil),
    ("s3.amazonaws.com", "aws:dynamodb:subscriberId", "111122223333", nil),
    ("dynamodb.amazonaws.com", "aws:dynamodb:subscriberId", "someone", nil),
    ("AWS Internal", "aws:dynamodb:subscriberId", "111122223333", nil),
  ])
  func `a service's own context entry tells the account`(
    service: String,
    name: String,
    value: String,
    account: String?
  ) {
    let context = [("other", "999988887777"), (name, value)]
    #expect(ServiceContext.account(service: service, encryptionContext: context) == account)
  }

  @Test(arguments: [
    ("s3.amazonaws.com", ["aws:s3:arn": "arn:aws:s3:::b"], "arn:aws:s3:::b"),
    ("ec2.amazonaws.com", ["aws:ebs:id": "vol-1"], "vol-1"),
    ("rds.amazonaws.com", ["aws:ebs:id": "vol-1", "aws:rds:db-id": "db-1"], "db-1"),
    (
      "dynamodb.amazonaws.com",
      ["aws:dynamodb:subscriberId": "111122223333", "aws:dynamodb:tableName": "t"], "t"
    ),
    ("secretsmanager.amazonaws.com", ["SecretVersionId": "1"], nil),
    // Callers choose names as they like.
    ("", ["aws:s3:arn": "arn:aws:s3:::b"], nil),
    ("ec2.amazonaws.com", ["aws:s3:arn": "arn:aws:s3:::b"], nil),
    ("s3.amazonaws.com", ["aws:s3:arn": ""], nil),
  ])
  func `a service's own context entry tells the resource`(
    service: String,
    context: [String: String],
    resource: String?
  ) {
    #expect(ServiceContext.resource(service: service, encryptionContext: context) == resource)
  }

  @Test func `the accounts of Redshift and CloudTrail are known`() {
    let counts = Dictionary(grouping: ServiceAccounts.defaults.values) { $0 }.mapValues(\.count)
    #expect(counts == ["redshift.amazonaws.com": 26, "cloudtrail.amazonaws.com": 24])
    #expect(ServiceAccounts.defaults["790247189693"] == "redshift.amazonaws.com")
    #expect(ServiceAccounts.defaults.keys.allSatisfy { AccountID.isValid($0) })
  }
}
