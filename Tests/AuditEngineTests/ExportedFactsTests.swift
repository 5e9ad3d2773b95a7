import AuditReports
import AuditStore
import CloudTrail
import JSONScan
import KMSAccess
import KMSModel
import KMSUsage
import TestSupport
import Testing
import TrailGenerator

@testable import AuditEngine

@Suite struct `What exports tell beside the configuration` {
  private func accounts(
    _ ids: [String],
    at time: Int64,
    isComplete: Bool = true
  ) -> AccessExport {
    let accounts = ids.map { OrganizationAccount(id: $0, name: "n\($0)t\(time)", status: "") }
    return AccessExport(
      source: "",
      time: Timestamp(time),
      content: .accounts(accounts, isComplete: isComplete)
    )
  }

  @Test func `who is missing in the latest complete list of accounts has left`() {
    let exports = [
      accounts(["3"], at: 30, isComplete: false), accounts(["1", "2"], at: 10),
      accounts(["2"], at: 20),
    ]
    var configuration = AuditConfiguration()
    configuration.accountNames = ["2": "mine"]
    configuration.organizationAccounts = ["9"]
    let completed = configuration.completed(by: exports)
    #expect(completed.organizationAccounts == ["2", "3", "9"])
    #expect(completed.accountNames == ["2": "mine", "3": "n3t30"])
  }

  @Test func `the latest exported quota counts`() {
    func quotas(_ value: Double, at time: Int64) -> AccessExport {
      let quota = ExportedQuota(code: "L-2AC98190", name: "", value: value)
      return AccessExport(
        source: "",
        time: Timestamp(time),
        content: .quotas(account: "1", region: "r", [quota])
      )
    }
    let completed = AuditConfiguration().completed(by: [quotas(5, at: 2), quotas(4, at: 1)])
    let rsa = AppliedQuota(account: "1", region: "r", family: QuotaFamily.rsa)
    #expect(completed.appliedQuotas == [rsa: 5])
  }

  @Test func `hot keys are measured by the exported quota`() throws {
    let folder = try TemporaryFolder()
    var options = TrailOptions()
    options.bytes = 200 << 10
    options.hasScenario = false
    try TrailGenerator(options).write(to: folder.file("in"))
    let path = folder.file("s.sqlite")
    let input = InputSelection(paths: [folder.file("in/trail")], scope: Scope())
    let request = ScanRequest(input: input, jobs: 1, store: .file(path))
    _ = try Audit.scan(request, progress: ScanProgress())
    func rows() throws -> [HotKey] {
      try Audit.rates(store: path, configuration: AuditConfiguration()).hotKeys(HotKeyQuery()).rows
    }
    let row = try #require(
      try rows().first { $0.quotaFamily == QuotaFamily.symmetric && !$0.chargedAccount.isEmpty }
    )
    let body = """
      {"Quotas":[{"ServiceCode":"kms","QuotaCode":"L-1","Value":12345,\
      "QuotaName":"Cryptographic operations (symmetric) request rate",\
      "QuotaArn":"arn:aws:servicequotas:\(row.region):\(row.chargedAccount):kms/L-1"}]}
      """
    try writeFile(Array(body.utf8), to: folder.file("q.json"))
    _ = try Audit.importExports([folder.file("q.json")], asOf: nil, store: path)
    let measured = try rows().filter {
      $0.quotaFamily == row.quotaFamily && $0.chargedAccount == row.chargedAccount
        && $0.region == row.region
    }
    #expect(!measured.isEmpty)
    #expect(measured.allSatisfy { $0.quotaRPS == 12345 })
    #expect(row.quotaRPS != 12345)
  }
}
