import AuditFindings
import KMSModel
import KMSUsage

let key = "arn:aws:kms:eu-west-1:111111111111:key/k"

extension UsageRow {
  static func row(
    _ operation: String = "Decrypt",
    key: String = key,
    consumer: String = "111111111111",
    requests: Int = 1,
    throttled: Int = 0,
    at time: Int64 = 10,
    event: String = "e-use"
  ) -> UsageRow {
    UsageRow(
      keyARN: key,
      keyAccount: "111111111111",
      region: "eu-west-1",
      consumerAccount: consumer,
      attribution: "identity",
      principal: "p",
      service: "",
      operation: operation,
      requests: requests,
      denied: 0,
      throttled: throttled,
      failed: 0,
      firstSeen: Timestamp(time),
      lastSeen: Timestamp(time),
      exampleEventID: event
    )
  }
}

extension CrossAccountRow {
  static func row(
    _ decision: String,
    _ operation: String = "Decrypt",
    key: String = key,
    consumer: String = "222222222222",
    inside: Bool = false,
    requests: Int = 1,
    denied: Int? = nil,
    at time: Int64 = 10,
    event: String = "e-cross"
  ) -> CrossAccountRow {
    CrossAccountRow(
      keyARN: key,
      keyAccount: "111111111111",
      region: "eu-west-1",
      consumerAccount: consumer,
      consumerInOrganization: inside,
      principal: "p",
      service: "",
      operation: operation,
      requests: requests,
      denied: denied ?? (decision == "denied" ? 1 : 0),
      failed: 0,
      firstSeen: Timestamp(time),
      lastSeen: Timestamp(time),
      decision: decision,
      basis: "b",
      exampleEventID: event
    )
  }
}

extension GrantRow {
  static func row(
    to grantee: String,
    endedAt: Timestamp? = nil,
    event: String = "e-grant"
  ) -> GrantRow {
    GrantRow(
      keyARN: key,
      grantID: "g",
      name: "",
      grantee: grantee,
      retiringPrincipal: "",
      operations: "Decrypt",
      constraints: "",
      createdAt: Timestamp(5),
      endedAt: endedAt,
      endedBy: endedAt == nil ? "" : "RevokeGrant p",
      lastUsed: nil,
      requests: 0,
      createEventID: event
    )
  }
}

extension HotKey {
  static func row(
    key: String = key,
    account: String = "111111111111",
    peak: Int,
    quota: Double? = 100,
    share: Double = 1,
    hot: Bool = true,
    family: String = QuotaFamily.symmetric
  ) -> HotKey {
    HotKey(
      chargedAccount: account,
      region: "eu-west-1",
      quotaFamily: family,
      keyARN: key,
      requests: 500,
      peakRPS: peak,
      peakAt: Timestamp(10),
      accountPeakRPS: peak,
      accountPeakAt: Timestamp(10),
      quotaRPS: quota,
      accountPeakUtilization: quota.map { Double(peak) / $0 },
      keyShareOfAccountPeak: share,
      secondsOverThreshold: 1,
      throttled: 0,
      isHot: hot
    )
  }
}

extension KeyChangeRow {
  static func row(
    _ name: String,
    at time: Int64 = 10,
    error: String = "",
    bypass: Bool = false,
    event: String = "e-change"
  ) -> KeyChangeRow {
    KeyChangeRow(
      time: Timestamp(time),
      eventName: name,
      keyARN: key,
      principal: "p",
      errorCode: error,
      eventID: event,
      bypassesLockoutCheck: bypass
    )
  }
}

extension CoverageRow {
  static func row(
    _ account: String = "111111111111",
    day: String = "1970-01-01",
    records: Int = 200,
    note: String = ""
  ) -> CoverageRow {
    CoverageRow(
      account: account,
      region: "eu-west-1",
      day: day,
      files: 1,
      incompleteFiles: 0,
      records: records,
      kmsRecords: 0,
      firstRecord: Timestamp(1),
      lastRecord: Timestamp(9),
      note: note
    )
  }
}
