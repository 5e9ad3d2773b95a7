import JSONScan

extension KeyPolicy {
  init(_ document: JSONValue) throws(KeyPolicyError) {
    let members = try PolicyObject(
      document,
      element: "",
      statement: nil,
      known: ["Version", "Id", "Statement"]
    )
    guard let list = members["Statement"] else { throw members.error(.missing, "Statement") }
    var statements: [PolicyStatement] = []
    for (index, statement) in (list.array ?? [list]).enumerated() {
      statements.append(try PolicyStatement(statement, index: index))
    }
    self.init(hasVariables: try Self.hasVariables(members), statements: statements)
  }

  private static func hasVariables(_ members: PolicyObject) throws(KeyPolicyError) -> Bool {
    switch try members.text("Version") {
    case nil, "2008-10-17": false
    case "2012-10-17": true
    default: throw members.error(.unknownValue, "Version")
    }
  }
}

extension PolicyStatement {
  private static let elements: Set<String> = [
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
    "Condition",
  ]

  init(_ value: JSONValue, index: Int) throws(KeyPolicyError) {
    let members = try PolicyObject(
      value,
      element: "Statement",
      statement: index + 1,
      known: Self.elements
    )
    guard let effect = try members.text("Effect") else { throw members.error(.missing, "Effect") }
    guard let effect = Effect(rawValue: effect) else {
      throw members.error(.unknownValue, "Effect")
    }
    guard let principal = try members.selection("Principal", PolicyPrincipal.read) else {
      throw members.error(.missing, "Principal")
    }
    self.init(
      index: index,
      sid: try members.text("Sid") ?? "",
      effect: effect,
      principal: principal,
      action: try members.selection("Action", PolicyObject.texts),
      resource: try members.selection("Resource", PolicyObject.texts),
      conditions: try PolicyCondition.read(members)
    )
  }
}

/// A JSON object of a policy: no member twice, each of the type it must have.
struct PolicyObject {
  private let element: String
  private let statement: Int?
  private(set) var members: [JSONMember]
  private var byName: [String: JSONValue] = [:]

  /// `known` are the names that may stand in it; nil for any.
  init(_ value: JSONValue, element: String, statement: Int?, known: Set<String>? = nil)
    throws(KeyPolicyError)
  {
    self.element = element
    self.statement = statement
    members = value.object ?? []
    guard value.object != nil else { throw error(.wrongType, element) }
    for member in members {
      guard byName.updateValue(member.value, forKey: member.name) == nil else {
        throw error(.duplicateMember, member.name)
      }
      guard known?.contains(member.name) ?? true else { throw error(.unknownElement, member.name) }
    }
  }

  subscript(name: String) -> JSONValue? { byName[name] }

  func error(_ code: KeyPolicyError.Code, _ element: String) -> KeyPolicyError {
    KeyPolicyError(code: code, statement: statement, element: element)
  }

  func text(_ name: String) throws(KeyPolicyError) -> String? {
    guard let value = byName[name] else { return nil }
    guard let text = value.string else { throw error(.wrongType, name) }
    return text
  }

  func object(_ value: JSONValue, _ name: String) throws(KeyPolicyError) -> PolicyObject {
    try PolicyObject(value, element: name, statement: statement)
  }

  /// The element of that name or its `Not…` form.
  func selection<Item>(
    _ name: String,
    _ read: (PolicyObject, JSONValue, String) throws(KeyPolicyError) -> [Item]
  ) throws(KeyPolicyError) -> Selection<Item>? {
    switch (byName[name], byName["Not" + name]) {
    case (nil, nil): return nil
    case (let value?, nil): return .only(try read(self, value, name))
    case (nil, let value?): return .allBut(try read(self, value, "Not" + name))
    case (_?, _?): throw error(.contradiction, name)
    }
  }

  /// A text or a list of them.
  static func texts(_ object: PolicyObject, _ value: JSONValue, _ name: String)
    throws(KeyPolicyError) -> [String]
  {
    var result: [String] = []
    for item in value.array ?? [value] {
      guard let text = item.string else { throw object.error(.wrongType, name) }
      result.append(text)
    }
    return result
  }
}
