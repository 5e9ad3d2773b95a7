import JSONScan

/// One key under one operator, with the values that the policy gives.
package struct PolicyCondition: Hashable, Sendable {
  /// As written.
  package let `operator`: String
  /// As written.
  package let key: String
  package let values: [String]
  private let parsed: ConditionOperator?

  init(operator: String, key: String, values: [String]) {
    self.operator = `operator`
    self.key = key
    self.values = values
    parsed = ConditionOperator(`operator`)
  }

  static func read(_ statement: PolicyObject) throws(KeyPolicyError) -> [PolicyCondition] {
    guard let block = statement["Condition"] else { return [] }
    var result: [PolicyCondition] = []
    for part in try statement.object(block, "Condition").members {
      let keys = try statement.object(part.value, part.name)
      for key in keys.members {
        let values = try self.values(of: key, in: keys)
        result.append(PolicyCondition(operator: part.name, key: key.name, values: values))
      }
    }
    return result
  }

  /// Numbers and Booleans may stand without quotes.
  private static func values(of key: JSONMember, in object: PolicyObject) throws(KeyPolicyError)
    -> [String]
  {
    var result: [String] = []
    for value in key.value.array ?? [key.value] {
      switch value {
      case .string(let text), .number(let text): result.append(text)
      case .bool(let value): result.append(String(value))
      case .null, .array, .object: throw object.error(.wrongType, key.name)
      }
    }
    return result
  }
}

extension PolicyCondition {
  func holds(in context: PolicyContext) -> Truth {
    guard let parsed else { return .missing("condition operator \(`operator`) is not known") }
    switch (parsed.question, context.answer(key)) {
    case (_, .missing(let text)): return .missing(text)
    case (.isAbsent, .value(let value, _)): return holds(isAbsent: value == .absent)
    case (.isAbsent, .beginning): return holds(isAbsent: false)
    case (.compares(let test, let isNegated), .beginning(let beginning, let missing)):
      let wanted = values.map { PolicyText.read($0, in: context) }
      let isAmong = wanted.anyHolds { test.holds(beginning: beginning, $0, missing) }
      return isNegated ? !isAmong : isAmong
    case (.compares(let test, let isNegated), .value(.known(let values), let isMultivalued)):
      guard parsed.quantifier != .none || !isMultivalued else {
        return .missing("what \(`operator`) does with the several values of \(key)")
      }
      let wanted = self.values.map { PolicyText.read($0, in: context) }
      let truths = values.lazy.map { value in
        let isAmong = wanted.anyHolds { test.holds(value, $0) }
        return isNegated ? !isAmong : isAmong
      }
      return parsed.quantifier == .anyValue ? .any(truths) : .all(truths)
    case (.compares(_, let isNegated), .value):
      return Truth(parsed.holdsWithoutKey(isNegated: isNegated))
    }
  }

  private func holds(isAbsent: Bool) -> Truth {
    .any(
      values.lazy.map { value in
        switch value.lowercased() {
        case "true": Truth(isAbsent)
        case "false": Truth(!isAbsent)
        default: .missing("what \(value) is as a Boolean")
        }
      }
    )
  }
}

extension [PolicyText.Reading] {
  fileprivate func anyHolds(_ test: @escaping (PolicyText) -> Truth) -> Truth {
    .any(
      lazy.map { reading in
        switch reading {
        case .text(let text): test(text)
        case .missing(let text): .missing(text)
        }
      }
    )
  }
}
