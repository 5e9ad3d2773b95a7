package import JSONScan

/// Why a text is no key policy that could be judged.
package struct KeyPolicyError: Error, Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    case tooLong
    case notJSON(JSONError.Code, byte: Int)
    /// Which of the two counts cannot be told.
    case duplicateMember
    case wrongType
    case missing
    case unknownElement
    /// `Principal` and `NotPrincipal` in one statement, and the like.
    case contradiction
    /// An `Effect` or a `Version` that IAM does not have.
    case unknownValue
  }

  package var code: Code
  /// Counts from 1; nil when it is not about one statement.
  package var statement: Int?
  /// The name of the element or member; "" for the whole text.
  package var element: String

  package init(code: Code, statement: Int? = nil, element: String = "") {
    self.code = code
    self.statement = statement
    self.element = element
  }
}

extension KeyPolicyError: CustomStringConvertible {
  /// `statement 3: Effect is missing`.
  package var description: String {
    let place = statement.map { "statement \($0): " } ?? ""
    return place + (element.isEmpty ? "the document" : element) + " " + code.text
  }
}

extension KeyPolicyError.Code {
  fileprivate var text: String {
    switch self {
    case .tooLong: "is longer than KMS takes"
    case .notJSON(let code, let byte): "is not JSON: \(code.rawValue) at byte \(byte)"
    case .duplicateMember: "is there twice"
    case .wrongType: "has the wrong type"
    case .missing: "is missing"
    case .unknownElement: "is not known"
    case .contradiction: "is there, and its opposite too"
    case .unknownValue: "has an unknown value"
    }
  }
}
