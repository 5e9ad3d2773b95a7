/// What the conditions of one policy are held against.
struct PolicyContext {
  let request: AccessRequest
  let inventory: AccessInventory
  let hasVariables: Bool

  enum Answer {
    case value(ConditionValue, isMultivalued: Bool)
    /// The request has one value, which begins so; what is missing to know the rest.
    case beginning(String, missing: String)
    case missing(String)
  }

  func answer(_ key: String) -> Answer {
    guard let found = ConditionKey.named(key) else {
      return .missing("condition key \(key) is not known")
    }
    switch found.key.value(request, inventory, found.name) {
    case .unknown:
      let missing = "condition key \(key) \(found.key.source.whereItIsNot)"
      guard key.lowercased() == RequestParameter.userID.rawValue,
        let beginning = request.beginningOfUserID
      else {
        return .missing(missing)
      }
      return .beginning(beginning, missing: missing)
    // IAM treats a key without values as one that is not there.
    case .known([]): return .value(.absent, isMultivalued: found.key.isMultivalued)
    case let value: return .value(value, isMultivalued: found.key.isMultivalued)
    }
  }
}

extension ConditionKey.Source {
  fileprivate var whereItIsNot: String {
    switch self {
    case .record, .nowhere: "is not in the log"
    case .inventory: "needs an inventory"
    }
  }
}
