package import AuditFindings
package struct AuditReport: Sendable {
  package let facts: AuditFacts
  package init(facts: AuditFacts) { self.facts = facts }
}
