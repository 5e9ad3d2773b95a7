import AuditFindings
import KMSAccess
import KMSModel
import KMSUsage

// The answer of `explain` as JSON: its members say what the text says.
extension ExplainAnswer {
  var json: JSONOutput {
    var members: [String: JSONOutput] = [
      "uses": .array(uses, \.json), "cases": .array(cases, \.json),
      "cases_left_out": .integer(casesLeftOut),
    ]
    switch subject {
    case .event(let id, let name):
      members["event_id"] = .text(id)
      members["event_name"] = .text(name)
    case .example(let id), .useOfExample(let id): members["example_event_id"] = .text(id)
    case .request: break
    }
    return .object(members)
  }
}

extension ExplainedUse {
  fileprivate var json: JSONOutput {
    let traits = CallTrait.allCases.filter { $0.rawValue < self.traits.count }
    return .object([
      "key_arn": .text(row.keyARN), "consumer_account": .text(row.consumerAccount),
      "attribution": .text(row.attribution), "principal": .text(row.principal),
      "service": .text(row.service), "operation": .text(row.operation),
      "requests": .integer(row.requests), "denied": .integer(row.denied),
      "throttled": .integer(row.throttled), "failed": .integer(row.failed),
      "first_seen": .time(row.firstSeen), "last_seen": .time(row.lastSeen),
      "example_event_id": .text(row.exampleEventID), "details": .text(details.rawValue),
      "in_common": .object(
        Dictionary(
          traits.map { trait in
            let name = trait.label.lowercased().split(separator: " ").joined(separator: "_")
            return (name, self.traits[trait.rawValue].map(JSONOutput.text) ?? .null)
          }
        ) { first, _ in first }
      ),
    ])
  }
}

extension ExplainedCase {
  fileprivate var json: JSONOutput {
    let request = explanation.request
    return .object([
      "decision": .text(explanation.decision.text), "basis": .text(explanation.decision.basis),
      "time": .time(explanation.time), "operation": .text(request.operation),
      "key_arn": .text(request.keyARN), "caller": .text(request.caller.text),
      "caller_account": .text(request.callerAccount),
      "encryption_context": .object(
        request.detail.encryptionContext.pairs.mapValues(JSONOutput.text)
      ),
      "encryption_context_is_whole": .flag(request.detail.encryptionContext.isWhole),
      "requests": seen.map { .integer($0.requests) } ?? .null,
      "first_seen": .time(seen?.first), "last_seen": .time(seen?.last),
      "key_state": explanation.keyState.map { .text($0.state) } ?? .null,
      "policies": .array(explanation.policies) { .text($0.text) },
      "grants_in_force": .array(explanation.grantsInForce) { .text($0.id) },
      "candidates": .array(explanation.candidates, \.json),
      "missing": .texts(explanation.missing),
      "create_grant": command.map { .text($0.lines.joined(separator: "\n")) } ?? .null,
      "key_policy_statement": statement ?? .null,
      "obstacle": obstacle.map(JSONOutput.text) ?? .null,
    ])
  }
}

extension AccessExplanation.Candidate {
  fileprivate var json: JSONOutput {
    let (result, reasons): (String, [String]) =
      switch self.result {
      case .applies: ("applies", [])
      case .fails(let reason): ("fails", [reason])
      case .unknown(let missing): ("unknown", missing)
      }
    return .object([
      "kind": .text("\(kind)"), "name": .text(name), "result": .text(result),
      "reasons": .texts(reasons),
    ])
  }
}
