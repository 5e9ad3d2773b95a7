/// Records of other services, with what could be taken for KMS: policies as escaped text, calls
/// that KMS makes, escaped quotes, other scripts.
enum OtherServices {
  private static let hostID =
    "Uuag1RuByRx9e6j5Onimru9pO4ZVKnJ2Qz7/C1NPcfTWAtRPfTaOFg6YlJhQlyWxGkTDu9vCvQF"

  static func record(
    account: String,
    region: String,
    time: Int,
    _ random: inout SeededRandom
  ) -> String {
    let role = "svc-\(random.below(12))"
    let caller = Caller.role(account: account, name: role)
    let kind = random.below(10)
    let invokedBy = kind == 0 ? "kms.amazonaws.com" : nil
    let identity = RecordWriter.identity(caller, invokedBy: invokedBy, &random)
    let (source, name, parameters) = call(kind, account, &random)
    return
      "{\"eventVersion\":\"1.11\",\"userIdentity\":\(identity),\"eventTime\":\"\(RecordWriter.time(time))\",\"eventSource\":\"\(source)\",\"eventName\":\"\(name)\",\"awsRegion\":\"\(region)\",\"sourceIPAddress\":\"10.\(random.below(250)).7.\(random.below(250))\",\"userAgent\":\"Boto3/1.40.1 md/Botocore#1.40.1 ua/2.1 os/linux#6.1.150 md/arch#aarch64 lang/python#3.13.7 md/pyimpl#CPython m/Z,b,e cfg/retry-mode#legacy\",\"requestParameters\":\(parameters),\"responseElements\":null,\"additionalEventData\":{\"SignatureVersion\":\"SigV4\",\"CipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"bytesTransferredIn\":\(random.below(100_000)),\"AuthenticationMethod\":\"AuthHeader\",\"x-amz-id-2\":\"\(hostID)\",\"bytesTransferredOut\":\(random.below(100_000))},\"requestID\":\"\(random.uuid())\",\"eventID\":\"\(random.uuid())\",\"readOnly\":true,\"resources\":[{\"accountId\":\"\(account)\",\"type\":\"AWS::IAM::Role\",\"ARN\":\"arn:aws:iam::\(account):role/app/\(role)\"}],\"eventType\":\"AwsApiCall\",\"managementEvent\":true,\"recipientAccountId\":\"\(account)\",\"eventCategory\":\"Management\",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"\(source)\"}}"
  }

  private static func call(
    _ kind: Int,
    _ account: String,
    _ random: inout SeededRandom
  ) -> (source: String, name: String, parameters: String) {
    switch kind {
    case 0:
      (
        "cloudhsm.amazonaws.com", "DescribeClusters",
        "{\"filters\":{\"clusterIds\":[\"cluster-\(random.hex(11))\"]}}"
      )
    case 1:
      (
        "s3.amazonaws.com", "PutBucketPolicy",
        "{\"bucketName\":\"data-\(random.below(500))\",\"bucketPolicy\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Deny\\\",\\\"Principal\\\":\\\"*\\\",\\\"Note\\\":\\\"\\\\\\\"eventSource\\\\\\\":\\\\\\\"kms.amazonaws.com\\\\\\\"\\\",\\\"Action\\\":\\\"s3:*\\\"}]}\",\"note\":\"\\\"eventSource\\\":\\\"kms.amazonaws.com\\\" } ] [ {\"}"
      )
    case 2:
      (
        "ec2.amazonaws.com", "CreateTags",
        "{\"resourcesSet\":{\"items\":[{\"resourceId\":\"vol-\(random.hex(17))\"}]},\"tagSet\":{\"items\":[{\"key\":\"Besitzer\",\"value\":\"Zahlungsverkehr Köln – 東京 \\u0022{\\\\\"}]}}"
      )
    case 3:
      (
        "lambda.amazonaws.com", "UpdateFunctionConfiguration20150331v2",
        "{\"functionName\":\"fn-\(random.below(300))\",\"kMSKeyArn\":\"arn:aws:kms:us-east-1:\(account):key/none\",\"environment\":{}}"
      )
    default:
      (
        "sts.amazonaws.com", "AssumeRole",
        "{\"roleArn\":\"arn:aws:iam::\(account):role/app/svc-\(random.below(40))\",\"roleSessionName\":\"session-\(random.hex(12))\",\"durationSeconds\":3600,\"tags\":[{\"key\":\"cost-centre\",\"value\":\"\(random.below(9000))\"}]}"
      )
    }
  }
}
