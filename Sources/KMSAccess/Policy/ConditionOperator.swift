/// An operator of a condition, taken apart (IAM User Guide, AWS JSON policy elements: Condition
/// operators).
struct ConditionOperator: Hashable, Sendable {
  enum Quantifier { case none, anyValue, allValues }

  /// Null asks whether the key is there; every other operator compares values.
  enum Question: Hashable, Sendable {
    case isAbsent
    case compares(ConditionTest, isNegated: Bool)
  }

  let quantifier: Quantifier
  let ifExists: Bool
  let question: Question

  /// - Returns: nil for an operator that is not known.
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts.count, parts[0]) {
    case (1, _): quantifier = .none
    case (2, "ForAnyValue"): quantifier = .anyValue
    case (2, "ForAllValues"): quantifier = .allValues
    default: return nil
    }
    let name = parts[parts.count - 1]
    let suffix = "IfExists"
    ifExists = name.hasSuffix(suffix)
    let plain = String(ifExists ? name.dropLast(suffix.count) : name)
    guard let question = Self.questions[plain] else { return nil }
    if question == .isAbsent, ifExists || quantifier != .none { return nil }
    self.question = question
  }

  private static let questions: [String: Question] = [
    "ArnEquals": .compares(.arn, isNegated: false),
    "ArnLike": .compares(.arn, isNegated: false),
    "ArnNotEquals": .compares(.arn, isNegated: true),
    "ArnNotLike": .compares(.arn, isNegated: true),
    "BinaryEquals": .compares(.binary, isNegated: false),
    "Bool": .compares(.bool, isNegated: false),
    "DateEquals": .compares(.date(.equal), isNegated: false),
    "DateGreaterThan": .compares(.date(.greater), isNegated: false),
    "DateGreaterThanEquals": .compares(.date(.greaterOrEqual), isNegated: false),
    "DateLessThan": .compares(.date(.less), isNegated: false),
    "DateLessThanEquals": .compares(.date(.lessOrEqual), isNegated: false),
    "DateNotEquals": .compares(.date(.equal), isNegated: true),
    "IpAddress": .compares(.address, isNegated: false),
    "NotIpAddress": .compares(.address, isNegated: true),
    "Null": .isAbsent,
    "NumericEquals": .compares(.number(.equal), isNegated: false),
    "NumericGreaterThan": .compares(.number(.greater), isNegated: false),
    "NumericGreaterThanEquals": .compares(.number(.greaterOrEqual), isNegated: false),
    "NumericLessThan": .compares(.number(.less), isNegated: false),
    "NumericLessThanEquals": .compares(.number(.lessOrEqual), isNegated: false),
    "NumericNotEquals": .compares(.number(.equal), isNegated: true),
    "StringEquals": .compares(.text, isNegated: false),
    "StringEqualsIgnoreCase": .compares(.textIgnoringCase, isNegated: false),
    "StringLike": .compares(.pattern, isNegated: false),
    "StringNotEquals": .compares(.text, isNegated: true),
    "StringNotEqualsIgnoreCase": .compares(.textIgnoringCase, isNegated: true),
    "StringNotLike": .compares(.pattern, isNegated: true),
  ]

  /// What holds when the request does not have the key.
  func holdsWithoutKey(isNegated: Bool) -> Bool {
    if ifExists { return true }
    return switch quantifier {
    case .none: isNegated
    case .anyValue: false
    case .allValues: true
    }
  }
}

/// How a value of a request is compared with one of a policy.
enum ConditionTest: Hashable, Sendable {
  case text, textIgnoringCase, pattern, arn
  case number(Comparison), date(Comparison)
  case bool, address
  /// No key that is known has binary values.
  case binary
}

enum Comparison: Hashable, Sendable {
  case equal, less, lessOrEqual, greater, greaterOrEqual

  func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch self {
    case .equal: left == right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}
