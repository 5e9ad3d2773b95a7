import KMSModel

extension ConditionTest {
  /// Whether a value of the request passes the test with a value of the policy.
  func holds(_ value: String, _ wanted: PolicyText) -> Truth {
    switch self {
    case .text: Truth(value.isSame(as: wanted.text))
    case .textIgnoringCase: Truth(value.lowercased().isSame(as: wanted.text.lowercased()))
    case .pattern: Truth(Wildcard.matches(wanted.elements, value.utf8))
    case .arn: Self.arn(value, wanted)
    case .number(let comparison): Self.compare(value, wanted, "a number", Self.number, comparison)
    case .date(let comparison):
      Self.compare(value, wanted, "a date", Timestamp.init(iamDate:), comparison)
    case .bool: Self.test(value, wanted, "a Boolean", Self.bool, ==)
    case .address: Self.test(value, wanted, "an IP address", IPRange.init) { $1.contains($0) }
    case .binary: .missing("the binary value of \(value)")
    }
  }

  /// As `holds`, for a value of which only the beginning is known.
  func holds(beginning: String, _ wanted: PolicyText, _ missing: String) -> Truth {
    switch self {
    case .text: wanted.text.utf8.starts(with: beginning.utf8) ? .missing(missing) : .no
    case .pattern:
      switch Wildcard.matches(wanted.elements, beginning: beginning.utf8) {
      case true?: .yes
      case false?: .no
      case nil: .missing(missing)
      }
    default: .missing(missing)
    }
  }

  private static func compare<Value: Comparable>(
    _ value: String,
    _ wanted: PolicyText,
    _ kind: String,
    _ read: (String) -> Value?,
    _ comparison: Comparison
  ) -> Truth {
    test(value, wanted, kind, read, comparison.holds)
  }

  /// What cannot be read as the type of its operator is neither equal nor unequal to anything.
  private static func test<Value>(
    _ value: String,
    _ wanted: PolicyText,
    _ kind: String,
    _ read: (String) -> Value?,
    _ holds: (Value, Value) -> Bool
  ) -> Truth {
    guard let left = read(value) else { return .missing("what \(value) is as \(kind)") }
    guard let right = read(wanted.text) else {
      return .missing("what \(wanted.text) is as \(kind)")
    }
    return Truth(holds(left, right))
  }

  /// `Double` reads more than IAM's numbers, such as `nan` and `0x1`.
  private static func number(_ text: String) -> Double? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
      ? Double(text) : nil
  }

  private static func bool(_ text: String) -> Bool? { Bool(text.lowercased()) }

  /// The six parts are compared one by one, each with wildcards.
  private static func arn(_ value: String, _ wanted: PolicyText) -> Truth {
    let colon = UInt8(ascii: ":")
    let parts = value.utf8.split(separator: colon, maxSplits: 5, omittingEmptySubsequences: false)
    let patterns = wanted.elements.split(
      separator: .byte(colon),
      maxSplits: 5,
      omittingEmptySubsequences: false
    )
    guard parts.count == 6 else { return .missing("what \(value) is as an ARN") }
    guard patterns.count == 6 else { return .missing("what \(wanted.text) is as an ARN") }
    return Truth(zip(parts, patterns).allSatisfy { Wildcard.matches($1, $0) })
  }
}
