import JSONScan

/// A key policy, taken apart.
package struct KeyPolicy: Hashable, Sendable {
  package let statements: [PolicyStatement]
  /// `${…}` is a variable from version 2012-10-17 on, and text before.
  let hasVariables: Bool
  /// What it says may change from one second to the next.
  let asksForTime: Bool
  /// Organizations whose ids stand in a condition by themselves.
  let organizations: Set<String>

  /// What PutKeyPolicy takes at most, in characters of one byte (KMS API Reference, PutKeyPolicy).
  package static let longest = 131_072

  /// Reads a policy document.
  ///
  /// - Throws: when it is no policy that KMS would keep, or one whose meaning cannot be told.
  package init(parsing text: String) throws(KeyPolicyError) {
    guard text.utf8.count <= Self.longest else { throw KeyPolicyError(code: .tooLong) }
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONValue(parsing: text, maximumDepth: 16)
    } catch {
      throw KeyPolicyError(code: .notJSON(error.code, byte: error.byte))
    }
    self = try Self(document)
  }

  init(hasVariables: Bool, statements: [PolicyStatement]) {
    self.hasVariables = hasVariables
    self.statements = statements
    // Once, and not for each kind of request.
    asksForTime = statements.contains(where: \.asksForTime)
    organizations = Set(statements.flatMap(\.organizations))
  }
}

/// A statement of a key policy.
package struct PolicyStatement: Hashable, Sendable {
  package enum Effect: String, Hashable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
  }

  /// Counts from 0.
  package let index: Int
  /// "" without.
  package let sid: String
  package let effect: Effect
  package let principal: Selection<PolicyPrincipal>
  /// nil: the statement has no effect (KMS Developer Guide, Key policies).
  package let action: Selection<String>?
  /// nil: the statement has no effect (KMS Developer Guide, Key policies).
  package let resource: Selection<String>?
  package let conditions: [PolicyCondition]

  /// The Sid, else `#N`, counting from 1.
  package var name: String { sid.isEmpty ? "#\(index + 1)" : sid }
}

/// What an element lists, or, by its `Not…` form, everything but that.
package enum Selection<Item: Hashable & Sendable>: Hashable, Sendable {
  case only([Item])
  case allBut([Item])
}
