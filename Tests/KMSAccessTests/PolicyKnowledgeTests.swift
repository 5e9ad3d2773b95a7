import JSONScan
import KMSAccess
import TestSupport
import Testing

/// A wrong verdict is worse than none: what is not known must never become a claim.
@Suite struct `Knowledge and key policies` {
  static func cases() throws -> [PolicyCase] {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try `Key policies`.tables.flatMap { file, _ in
      let text = try readText("/\(folder)/fixtures/policies/\(file).json")
      return try #require(JSONValue(parsing: text).array).map(PolicyCase.init)
    }
  }

  /// The case with one thing less known, for each thing.
  static func weakened(_ one: PolicyCase) -> [PolicyCase] {
    var results: [PolicyCase] = []
    func weaken(_ change: (inout PolicyCase) -> Void) {
      var copy = one
      change(&copy)
      results.append(copy)
    }
    for parameter in RequestParameter.allCases {
      weaken { $0.request.detail[parameter] = .unknown }
    }
    weaken { $0.request.detail.encryptionContext = .unknown }
    weaken { $0.request.detail.invokedBy = .unknown }
    weaken { $0.request.detail.sourceIP = .unknown }
    weaken { $0.request.detail.vpcEndpointID = .unknown }
    weaken { $0.request.detail.alias = .unknown }
    weaken { $0.request.detail.time = .unknown }
    weaken { $0.inventory = AccessInventory() }
    weaken { $0.request.keyARN = "" }
    weaken { $0.request.caller = .unknown }
    weaken {
      $0.request.caller = .unknown
      $0.request.callerAccount = ""
    }
    if case .role(let arn, _) = one.request.caller {
      weaken { $0.request.caller = .role(arn: arn, session: "") }
    }
    return results
  }

  /// What may still be said of a case when less is known: without any Allow a Deny that became
  /// uncertain changes nothing for the caller.
  static func claims(from verdict: String) -> [String] {
    verdict == "denied" ? ["denied", "notAllowed", "undetermined"] : [verdict, "undetermined"]
  }

  @Test func `knowing less leaves a verdict or makes it undetermined`() throws {
    for one in try Self.cases() {
      for weaker in Self.weakened(one) {
        #expect(
          Self.claims(from: one.actual[0]).contains(weaker.actual[0]),
          "\(one.name): \(weaker.request)"
        )
      }
    }
  }
}
