/// One request as a key policy sees it.
///
/// Texts are as CloudTrail wrote them; "" where it wrote none.
package struct AccessRequest: Hashable, Sendable {
  /// Event name; `ReEncryptFrom` and `ReEncryptTo` for the two sides of a ReEncrypt.
  package var operation: String
  package var keyARN: String
  /// 12 digits.
  package var callerAccount: String
  package var caller: Caller
  package var detail: RequestDetail

  package init(
    operation: String,
    keyARN: String,
    callerAccount: String,
    caller: Caller,
    detail: RequestDetail = RequestDetail()
  ) {
    self.operation = operation
    self.keyARN = keyARN
    self.callerAccount = callerAccount
    self.caller = caller
    self.detail = detail
  }
}

extension AccessRequest {
  /// Far beyond what a request to KMS holds; the time of judging grows with both.
  private static let longest = 16_384
  private static let mostValues = 64

  var isTooLong: Bool {
    operation.utf8.count + keyARN.utf8.count + detail.length > Self.longest
      || detail.mostValues > Self.mostValues
  }
}

/// Who made a request.
package enum Caller: Hashable, Sendable {
  /// - arn: the role's; `arn:aws:sts::A:assumed-role/Name` when the record tells no issuer, so that
  ///   the role's path is not known.
  /// - session: the session's ARN, or "".
  case role(arn: String, session: String)
  case user(arn: String)
  case root(arn: String)
  case federatedUser(arn: String)
  /// As `ServiceName.normalised` writes it.
  case service(String)
  /// `AROA…`, `AIDA…`, from the short form `AWSAccount`: the account is known, the name is not.
  case uniqueID(String)
  case unknown
}

/// What is known of a member of a request: its value, that there was surely none, or nothing.
package enum Known<Value: Hashable & Sendable>: Hashable, Sendable {
  case known(Value)
  case absent
  case unknown

  package func map<Result>(_ transform: (Value) -> Result) -> Known<Result> {
    flatMap { .known(transform($0)) }
  }

  func flatMap<Result>(_ transform: (Value) -> Known<Result>) -> Known<Result> {
    switch self {
    case .known(let value): transform(value)
    case .absent: .absent
    case .unknown: .unknown
    }
  }
}

/// The values of a condition key in a request; several for a multivalued key.
package typealias ConditionValue = Known<[String]>
