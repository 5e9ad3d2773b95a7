import AuditFindings
import KMSAccess
import KMSModel

/// The answer of `explain` for a reader, step by step in the order in which it is decided.
enum ExplainText {
  static func bytes(_ answer: ExplainAnswer) -> [UInt8] {
    var page = TerminalTable()
    subject(answer, &page)
    for use in answer.uses { describe(use, &page) }
    for (number, one) in answer.cases.enumerated() {
      page.line("")
      if answer.cases.count > 1 { page.line("--- \(number + 1) of \(answer.cases.count)") }
      explain(one, &page)
    }
    if answer.casesLeftOut > 0 {
      page.line("")
      page.line("and \(answer.casesLeftOut) more; --at, --context and --via choose among them")
    }
    return page.out.bytes
  }

  private static func subject(_ answer: ExplainAnswer, _ page: inout TerminalTable) {
    switch answer.subject {
    case .event(let id, let name): page.line("Event \(id): \(name)")
    case .example(let id):
      page.paragraph(
        """
        Event \(id) is an example. The store has its use, moment, encryption \
        context and outcome, and not its own record.
        """
      )
    case .useOfExample(let id):
      page.paragraph(
        """
        Event \(id) is the example of a use. The store has the use and not the event's own record: \
        explained are the use's encryption contexts and outcomes, each at its first moment.
        """
      )
    case .request:
      page.paragraph(
        answer.uses.isEmpty
          ? "The store has no such use: the request is explained as it is asked about."
          : "The store has this use."
      )
    }
  }

  private static func explain(_ one: ExplainedCase, _ page: inout TerminalTable) {
    let explanation = one.explanation
    request(explanation, one.seen, &page)
    page.line("")
    page.line("Decision: \(explanation.decision.text)")
    page.paragraph(explanation.decision.basis, indent: 2)
    inForce(explanation, &page)
    ExplainSteps.write(explanation, &page)
    list("Not known", explanation.missing, &page)
    smallest(one, &page)
  }

  private static func request(
    _ explanation: AccessExplanation,
    _ seen: SeenRequests?,
    _ page: inout TerminalTable
  ) {
    let request = explanation.request
    page.line("Request")
    field("operation", request.operation, &page)
    field("key", request.keyARN, &page)
    field("caller", request.caller.text, &page)
    field("account", request.account, &page)
    if case .known(let service) = request.detail.invokedBy { field("via", service, &page) }
    field("context", request.detail.encryptionContext.text, &page)
    let count = seen.map { "\($0.requests) in the store from \($0.first) to \($0.last)" }
    field("at", "\(explanation.time) (\(count ?? "none at that second in the store"))", &page)
  }

  private static func inForce(_ explanation: AccessExplanation, _ page: inout TerminalTable) {
    var texts = [
      explanation.keyState.map { "key state \($0.state) since \($0.time) (\($0.source.text))" }
        ?? "key state not known"
    ]
    texts += explanation.policies.map(\.text)
    if explanation.policies.isEmpty { texts.append("key policy not known") }
    let grants = explanation.grantsInForce
    texts.append(grants.isEmpty ? "no grant known" : "grants of the key: \(grants.count)")
    texts += grants.prefix(ExplainSteps.shown).map { grant in
      "grant \(grant.id) to \(grant.grantee) for \(grant.operations.joined(separator: " "))"
    }
    if grants.count > ExplainSteps.shown {
      texts.append("and \(grants.count - ExplainSteps.shown) more grants")
    }
    list("In force then", texts, &page)
  }

  private static func smallest(_ one: ExplainedCase, _ page: inout TerminalTable) {
    let request = one.explanation.request
    if let obstacle = one.obstacle {
      page.line("")
      return page.paragraph("No grant and no Allow of a key policy would cover it: \(obstacle).")
    }
    if let command = one.command {
      page.line("")
      page.line("The smallest grant that covers it, to be made in account \(request.owner)")
      for line in command.lines { page.line("  " + line) }
    }
    if let statement = one.statement {
      page.line("")
      page.line("The smallest statement of its key policy that covers it")
      let json = String(decoding: JSONWriter.bytes(statement), as: UTF8.self)
      for line in json.inASCII.split(separator: "\n") { page.line("  " + line) }
    }
    if one.statement != nil, !request.detail.encryptionContext.isWhole {
      page.line("  (the encryption context is not wholly known, or it would be asked for)")
    }
  }

  private static func list(_ title: String, _ texts: [String], _ page: inout TerminalTable) {
    guard !texts.isEmpty else { return }
    page.line("")
    page.line(title)
    for text in texts { page.item(text, indent: 2) }
  }

  static func field(_ name: String, _ text: String, _ page: inout TerminalTable) {
    page.line("  \(name)\(String(repeating: " ", count: max(1, 12 - name.utf8.count)))\(text)")
  }
}

extension AccessRequest {
  fileprivate var owner: String { KeyARN(keyARN)?.account ?? "of the key" }

  fileprivate var account: String {
    if callerAccount.isEmpty { return "not known" }
    guard callerAccount == owner else { return callerAccount }
    return "\(callerAccount), the key's own: its IAM policies count where the key policy names it"
  }
}
