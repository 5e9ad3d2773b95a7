import AuditFindings
import KMSModel
import Testing

@Suite struct `What the rules find` {
  @Test(arguments: ruleCases)
  func `a rule finds what its case says and nothing else`(example: RuleCase) {
    let found = Findings.all(in: example.facts, jobs: 1).filter { $0.rule.id == example.rule }
    #expect(found.map(\.line) == example.found)
  }

  @Test(arguments: ruleCases)
  func `every finding has evidence, controls and a remedy`(example: RuleCase) {
    for finding in Findings.all(in: example.facts, jobs: 1) {
      #expect(!finding.evidence.isEmpty && finding.evidence.allSatisfy { !$0.isEmpty })
      #expect(!finding.rule.controls.isEmpty && !finding.rule.remedy.isEmpty)
      #expect(!finding.subject.isEmpty && finding.count > 0)
    }
  }

  @Test func `every rule has a case that finds and one that does not`() {
    let rules = Set(ruleCases.map(\.rule))
    #expect(rules.count == 17)
    for rule in rules {
      let cases = ruleCases.filter { $0.rule == rule }
      #expect(cases.contains { $0.found.isEmpty } && cases.contains { !$0.found.isEmpty })
    }
  }

  @Test func `the heaviest come first, and of equal weight the more frequent`() {
    var facts = AuditFacts()
    facts.coverage = [.row()]
    facts.trailAccounts = Set(facts.coverage.map(\.account))
    facts.crossAccount = [
      .row("denied", denied: 9), .row("not-covered", consumer: "3", requests: 1),
      .row("not-covered", consumer: "4", requests: 2), .row("undetermined", inside: true),
    ]
    let found = Findings.all(in: facts, jobs: 2)
    #expect(found.map(\.severity) == [.critical, .critical, .medium, .informational])
    #expect(found.map(\.count) == [2, 1, 9, 1])
  }

  @Test func `a moment of throttling is told only where all of a use was throttled`() {
    var facts = AuditFacts()
    facts.usage = [.row(requests: 2, throttled: 2, at: 7)]
    #expect(Findings.all(in: facts, jobs: 1).map(\.firstSeen) == [Timestamp(7)])
    facts.usage = [.row(requests: 2, throttled: 2, at: 7), .row(requests: 9, throttled: 1, at: 8)]
    #expect(Findings.all(in: facts, jobs: 1).map(\.lastSeen) == [nil])
  }

  @Test func `evidence is capped to the smallest event ids`() {
    var facts = AuditFacts()
    facts.crossAccount = (10..<40).reversed().map { .row("not-covered", event: "e\($0)") }
    #expect(Findings.all(in: facts, jobs: 2).map(\.evidence) == [(10..<20).map { "e\($0)" }])
  }
}

extension Finding {
  fileprivate var line: Line {
    "\(severity.text) \(status.rawValue) \(subject) ×\(count) [\(evidence.joined(separator: ", "))]"
  }
}
