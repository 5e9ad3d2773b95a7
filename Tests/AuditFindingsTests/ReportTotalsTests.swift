import AuditFindings
import Testing

@Suite struct `The sums of a report` {
  @Test func `count no account or Region of a file without records`() {
    var empty = CoverageRow.row("222222222222", records: 0)
    empty.region = "us-east-1"
    var facts = AuditFacts()
    facts.coverage = [.row(), empty]
    let totals = ReportTotals(facts)
    #expect([totals.accountsCovered, totals.regionsCovered] == [1, 1])
  }

  @Test func `tell which consumer is an account of an AWS service`() {
    var service = UsageRow.row(consumer: "790247189693")
    (service.attribution, service.service) = ("aws-service", "redshift.amazonaws.com")
    var facts = AuditFacts()
    facts.usage = [.row(requests: 2), service]
    #expect(ReportTotals(facts).consumers.map(\.service) == ["", "redshift.amazonaws.com"])
  }
}
