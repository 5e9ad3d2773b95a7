/// Records of other services, with what could be taken for KMS: policies as escaped text, calls
/// that KMS makes, escaped quotes, other scripts.
enum OtherServices {
  private struct Call {
    var source: String
    var name: String
    /// `requestParameters`.
    var parameters: String
    var type = "AwsApiCall"
    var isData = false
    var invokedBy: String?
  }

  static func record(
    account: String,
    region: String,
    time: Int,
    _ random: inout SeededRandom
  ) -> String {
    let role = "svc-\(random.below(12))"
    let call = call(random.below(14), account, &random)
    let identity = RecordWriter.identity(
      .role(account: account, name: role),
      invokedBy: call.invokedBy,
      &random
    )
    return
      "{\"eventVersion\":\"1.11\",\"userIdentity\":\(identity),\"eventTime\":\"\(RecordWriter.time(time))\",\"eventSource\":\"\(call.source)\",\"eventName\":\"\(call.name)\",\"awsRegion\":\"\(region)\",\"sourceIPAddress\":\"10.\(random.below(250)).7.\(random.below(250))\",\"userAgent\":\"Boto3/1.40.1 md/Botocore#1.40.1 ua/2.1 os/linux#6.1.150 md/arch#aarch64 lang/python#3.13.7 md/pyimpl#CPython m/Z,b,e cfg/retry-mode#legacy\",\"requestParameters\":\(call.parameters),\"responseElements\":null,\"additionalEventData\":{\"SignatureVersion\":\"SigV4\",\"CipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"bytesTransferredIn\":\(random.below(100_000)),\"AuthenticationMethod\":\"AuthHeader\",\"x-amz-id-2\":\"\(random.hex(38))\",\"bytesTransferredOut\":\(random.below(100_000))},\"requestID\":\"\(random.uuid())\",\"eventID\":\"\(random.uuid())\",\"readOnly\":true,\"resources\":[{\"accountId\":\"\(account)\",\"type\":\"AWS::IAM::Role\",\"ARN\":\"arn:aws:iam::\(account):role/app/\(role)\"}],\"eventType\":\"\(call.type)\",\"managementEvent\":\(!call.isData),\"recipientAccountId\":\"\(account)\",\"eventCategory\":\"\(call.isData ? "Data" : "Management")\",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"\(call.source)\"}}"
  }

  private static func call(_ kind: Int, _ account: String, _ random: inout SeededRandom) -> Call {
    switch kind {
    case 0: ofKMS(&random)
    case 1: bucketPolicy(&random)
    case 2: tags(&random)
    case 3: function(account, &random)
    case 4: signIn()
    case 5..<9: object(account, &random)
    case 9: instances(&random)
    case 10: inlinePolicy(&random)
    default: session(account, &random)
    }
  }

  /// A call that KMS makes is none to KMS.
  private static func ofKMS(_ random: inout SeededRandom) -> Call {
    Call(
      source: "cloudhsm.amazonaws.com",
      name: "DescribeClusters",
      parameters: "{\"filters\":{\"clusterIds\":[\"cluster-\(random.hex(11))\"]}}",
      invokedBy: "kms.amazonaws.com"
    )
  }

  private static func bucketPolicy(_ random: inout SeededRandom) -> Call {
    Call(
      source: "s3.amazonaws.com",
      name: "PutBucketPolicy",
      parameters:
        "{\"bucketName\":\"data-\(random.below(500))\",\"bucketPolicy\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Deny\\\",\\\"Principal\\\":\\\"*\\\",\\\"Note\\\":\\\"\\\\\\\"eventSource\\\\\\\":\\\\\\\"kms.amazonaws.com\\\\\\\"\\\",\\\"Action\\\":\\\"s3:*\\\"}]}\",\"note\":\"\\\"eventSource\\\":\\\"kms.amazonaws.com\\\" } ] [ {\"}"
    )
  }

  private static func tags(_ random: inout SeededRandom) -> Call {
    Call(
      source: "ec2.amazonaws.com",
      name: "CreateTags",
      parameters:
        "{\"resourcesSet\":{\"items\":[{\"resourceId\":\"vol-\(random.hex(17))\"}]},\"tagSet\":{\"items\":[{\"key\":\"Besitzer\",\"value\":\"Zahlungsverkehr Köln – 東京 \\u0022{\\\\\"}]}}"
    )
  }

  private static func function(_ account: String, _ random: inout SeededRandom) -> Call {
    Call(
      source: "lambda.amazonaws.com",
      name: "UpdateFunctionConfiguration20150331v2",
      parameters:
        "{\"functionName\":\"fn-\(random.below(300))\",\"kMSKeyArn\":\"arn:aws:kms:us-east-1:\(account):key/none\",\"environment\":{}}"
    )
  }

  private static func signIn() -> Call {
    Call(
      source: "signin.amazonaws.com",
      name: "SwitchRole",
      parameters: "null",
      type: "AwsConsoleSignIn"
    )
  }

  private static func object(_ account: String, _ random: inout SeededRandom) -> Call {
    Call(
      source: "s3.amazonaws.com",
      name: "PutObject",
      parameters:
        "{\"bucketName\":\"data-\(random.below(500))\",\"key\":\"in/2026/11/part-\(random.below(90_000)).parquet\",\"x-amz-server-side-encryption\":\"aws:kms\",\"x-amz-server-side-encryption-aws-kms-key-id\":\"arn:aws:kms:us-east-1:\(account):key/none\",\"Host\":\"s3.amazonaws.com\"}",
      isData: true
    )
  }

  private static func instances(_ random: inout SeededRandom) -> Call {
    let items = (0..<1 + random.below(8)).map { _ in "{\"instanceId\":\"i-\(random.hex(17))\"}" }
    return Call(
      source: "ec2.amazonaws.com",
      name: "DescribeInstances",
      parameters:
        "{\"instancesSet\":{\"items\":[\(items.joined(separator: ","))]},\"filterSet\":{}}"
    )
  }

  private static func inlinePolicy(_ random: inout SeededRandom) -> Call {
    Call(
      source: "iam.amazonaws.com",
      name: "PutRolePolicy",
      parameters:
        "{\"roleName\":\"svc-\(random.below(40))\",\"policyName\":\"keys\",\"policyDocument\":\"{\\n  \\\"Statement\\\": [{\\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": [\\\"kms:Decrypt\\\", \\\"kms:GenerateDataKey*\\\"], \\\"Resource\\\": \\\"*\\\"}]\\n}\"}"
    )
  }

  private static func session(_ account: String, _ random: inout SeededRandom) -> Call {
    Call(
      source: "sts.amazonaws.com",
      name: "AssumeRole",
      parameters:
        "{\"roleArn\":\"arn:aws:iam::\(account):role/app/svc-\(random.below(40))\",\"roleSessionName\":\"session-\(random.hex(12))\",\"durationSeconds\":3600,\"tags\":[{\"key\":\"cost-centre\",\"value\":\"\(random.below(9000))\"}]}"
    )
  }
}
