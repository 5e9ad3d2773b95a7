/// AWS's own accounts that act for customers: services, not foreign customers.
package enum ServiceAccounts {
  /// Account id → service.
  ///
  /// Right to our knowledge, not certain, and so for the user to override. Other services have such
  /// accounts too, but no complete list is known.
  package static let defaults: [String: String] = Dictionary(
    redshift.map { ($0, "redshift.amazonaws.com") }
      + cloudTrail.map { ($0, "cloudtrail.amazonaws.com") },
    uniquingKeysWith: { first, _ in first }
  )

  /// Redshift calls other services from accounts of its own, one a Region; its guide lists them on
  /// the page about audit logging.
  ///
  /// Read from a copy of that list, of which another copy confirms about half.
  private static let redshift = [
    "420376844563",  // af-south-1
    "651179539253",  // ap-east-1
    "615915377779",  // ap-northeast-1
    "713597048934",  // ap-northeast-2
    "398671365691",  // ap-northeast-3
    "408097707231",  // ap-south-1
    "297058826802",  // ap-south-2
    "960118270566",  // ap-southeast-1
    "485979073181",  // ap-southeast-2
    "623197973179",  // ap-southeast-3
    "764870610256",  // ca-central-1
    "434091160558",  // eu-central-1
    "668912161003",  // eu-central-2
    "553461782468",  // eu-north-1
    "041313461515",  // eu-south-1
    "028811157404",  // eu-south-2
    "246478207311",  // eu-west-1
    "885798887673",  // eu-west-2
    "694668203235",  // eu-west-3
    "595013617770",  // me-central-1
    "051362938876",  // me-south-1
    "392442076723",  // sa-east-1
    "368064434614",  // us-east-1
    "790247189693",  // us-east-2
    "703715109447",  // us-west-1
    "473191095985",  // us-west-2
  ]

  /// CloudTrail encrypted the log files of trails from accounts of its own, before it called as a
  /// service.
  ///
  /// Nine stand in its guide, in the bucket policy of older trails; the others are those of
  /// Terraform's AWS provider, which has the nine alike.
  private static let cloudTrail = [
    "525921808201",  // af-south-1
    "119688915426",  // ap-east-1
    "216624486486",  // ap-northeast-1
    "492519147666",  // ap-northeast-2
    "765225791966",  // ap-northeast-3
    "977081816279",  // ap-south-1
    "903692715234",  // ap-southeast-1
    "284668455005",  // ap-southeast-2
    "819402241893",  // ca-central-1
    "193415116832",  // cn-north-1
    "681348832753",  // cn-northwest-1
    "035351147821",  // eu-central-1
    "829690693026",  // eu-north-1
    "669305197877",  // eu-south-1
    "859597730677",  // eu-west-1
    "282025262664",  // eu-west-2
    "262312530599",  // eu-west-3
    "034638983726",  // me-south-1
    "814480443879",  // sa-east-1
    "086441151436",  // us-east-1
    "475085895292",  // us-east-2
    "608710470296",  // us-gov-east-1, us-gov-west-1
    "388731089494",  // us-west-1
    "113285607260",  // us-west-2
  ]
}
