import KMSModel
import Testing

@Suite struct ARNs {
  @Test(arguments: [
    ("arn:aws:kms:eu-west-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef", true),
    (
      "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      false
    ),
    ("arn:aws-eusc:kms:eusc-de-east-1:111122223333:key/EXAMPLE_1", false),
  ])
  func `a key ARN is taken apart`(text: String, isMultiRegion: Bool) throws {
    let key = try #require(KeyARN(text))
    #expect(
      text == "arn:\(key.partition):kms:\(key.region):\(key.account):key/\(key.keyID)"
    )
    #expect(key.account == "111122223333")
    #expect(key.isMultiRegion == isMultiRegion)
  }

  @Test(arguments: [
    "", "1234abcd-12ab-34cd-56ef-1234567890ab",
    "arn:aws:kms:eu-west-1:111122223333:alias/a",
    "arn:aws:kms:eu-west-1:11112222333:key/a",
    "arn:aws:kms:eu-west-1:11112222333x:key/a",
    "arn:aws:kms:eu-west-1:١١١١٢٢٢٢٣٣٣٣:key/a",
    "arn:aws:kms::111122223333:key/a",
    "arn:aws:kms:eu-west-1:111122223333:key/",
    "arn:aws:kms:eu-west-1:111122223333:key/a b",
    "arn:aws:kms:eu-west-1:111122223333:key/a:b",
    "arn:AWS:kms:eu-west-1:111122223333:key/a",
    "arn:aws:s3:eu-west-1:111122223333:key/a",
  ])
  func `anything else is no key ARN`(text: String) {
    #expect(KeyARN(text) == nil)
  }

  @Test(arguments: [
    ("Key 'arn:aws:kms:us-east-1:111122223333:key/k-1' does not exist", "k-1"),
    (
      "not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/k-2",
      "k-2"
    ),
    (
      "User: arn:aws:iam::999988887777:user/x on resource: arn:aws:kms:us-east-1:111122223333:key/k-3 because",
      "k-3"
    ),
    ("arn:aws:kms:us-east-1:111122223333:key/k-4 is disabled.", "k-4"),
    ("arn:awsarn:aws:kms:us-east-1:111122223333:key/k-5", "k-5"),
  ])
  func `the first key ARN in a message is found`(message: String, keyID: String) {
    #expect(KeyARN.find(in: message)?.keyID == keyID)
  }

  @Test func `a message without a key ARN has none`() {
    #expect(
      KeyARN.find(in: "Alias arn:aws:kms:us-east-1:111122223333:alias/a is not found.") == nil
    )
    #expect(KeyARN.find(in: "arn:aws") == nil)
  }

  @Test(arguments: [
    ("arn:aws:iam::111122223333:role/a:b", "111122223333"),
    ("arn:aws-cn:lambda:cn-north-1:111122223333:function:f", "111122223333"),
    ("arn:aws:s3:::bucket/key", nil),
    ("arn:aws:iam::aws:policy/p", nil),
    ("111122223333", nil),
  ])
  func `an ARN tells its account`(text: String, account: String?) {
    #expect(ARN.account(of: text) == account)
  }
}

@Suite struct `Key ids` {
  @Test(arguments: [
    ("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"),
    ("us-iso-east-1", "aws-iso"), ("us-isob-east-1", "aws-iso-b"), ("eusc-de-east-1", "aws-eusc"),
  ])
  func `a bare key id gets the partition of its Region`(region: String, partition: String) {
    let key = KeyARN(keyID: "k-1", account: "111122223333", region: region)
    #expect(key?.text == "arn:\(partition):kms:\(region):111122223333:key/k-1")
  }

  @Test func `an alias is no key id`() {
    #expect(KeyARN(keyID: "alias/a", account: "111122223333", region: "eu-west-1") == nil)
  }
}
