/// The AWS partition of a Region (botocore's `partitions.json`).
package enum Partition {
  package static func of(region: String) -> String {
    let prefixes = [
      ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-iso-", "aws-iso"),
      ("us-isob-", "aws-iso-b"), ("eu-isoe-", "aws-iso-e"), ("us-isof-", "aws-iso-f"),
      ("eusc-", "aws-eusc"),
    ]
    return prefixes.first { region.hasPrefix($0.0) }?.1 ?? "aws"
  }
}
