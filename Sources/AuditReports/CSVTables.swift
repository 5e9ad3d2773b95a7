package import AuditFindings
package import KMSUsage

/// A CSV file: its columns in order, rows as sorted in the facts.
package struct CSVTable<Row>: Sendable {
  private let header: String
  private let cells: @Sendable (Row, inout CSVWriter) -> Void

  /// - Parameters:
  ///   - header: the names of the columns, with commas.
  ///   - cells: writes a row's, one for each column.
  init(_ header: String, _ cells: @escaping @Sendable (Row, inout CSVWriter) -> Void) {
    self.header = header
    self.cells = cells
  }

  /// Hands on the file in pieces: a table may be longer than what should be in memory at a time.
  package func write(_ rows: some Sequence<Row>, to take: ([UInt8]) -> Void) {
    var csv = CSVWriter(header: header)
    for row in rows {
      cells(row, &csv)
      csv.endRow()
      csv.handOn(to: take)
    }
    take(csv.bytes)
  }
}

extension CSVTable<UsageRow> {
  package static let usage = CSVTable(
    """
    key_arn,key_account,region,consumer_account,attribution,principal,service,operation,\
    requests,denied,throttled,failed,first_seen,last_seen
    """
  ) { row, csv in
    csv.cell(row.keyARN)
    csv.cell(row.keyAccount)
    csv.cell(row.region)
    csv.cell(row.consumerAccount)
    csv.cell(row.attribution)
    csv.cell(row.principal)
    csv.cell(row.service)
    csv.cell(row.operation)
    csv.cell(row.requests)
    csv.cell(row.denied)
    csv.cell(row.throttled)
    csv.cell(row.failed)
    csv.cell(row.firstSeen)
    csv.cell(row.lastSeen)
  }
}

extension CSVTable<HotKey> {
  package static let hotKeys = CSVTable(
    """
    charged_account,region,quota_family,key_arn,requests,peak_rps,peak_at,account_peak_rps,\
    account_peak_at,quota_rps,account_peak_utilization,key_share_of_account_peak,\
    seconds_over_threshold,throttled,hot
    """
  ) { row, csv in
    csv.cell(row.chargedAccount)
    csv.cell(row.region)
    csv.cell(row.quotaFamily)
    csv.cell(row.keyARN)
    csv.cell(row.requests)
    csv.cell(row.peakRPS)
    csv.cell(row.peakAt)
    csv.cell(row.accountPeakRPS)
    csv.cell(row.accountPeakAt)
    csv.cell(rate: row.quotaRPS)
    csv.cell(ratio: row.accountPeakUtilization)
    csv.cell(ratio: row.keyShareOfAccountPeak)
    csv.cell(row.secondsOverThreshold)
    csv.cell(row.throttled)
    csv.cell(row.isHot)
  }
}

extension CSVTable<CrossAccountRow> {
  package static let crossAccount = CSVTable(
    """
    key_arn,key_account,region,consumer_account,consumer_in_organization,principal,service,\
    operation,requests,denied,failed,first_seen,last_seen,decision,basis
    """
  ) { row, csv in
    csv.cell(row.keyARN)
    csv.cell(row.keyAccount)
    csv.cell(row.region)
    csv.cell(row.consumerAccount)
    csv.cell(row.consumerInOrganization)
    csv.cell(row.principal)
    csv.cell(row.service)
    csv.cell(row.operation)
    csv.cell(row.requests)
    csv.cell(row.denied)
    csv.cell(row.failed)
    csv.cell(row.firstSeen)
    csv.cell(row.lastSeen)
    csv.cell(row.decision)
    csv.cell(row.basis)
  }
}

extension CSVTable<GrantRow> {
  package static let grants = CSVTable(
    """
    key_arn,grant_id,name,grantee,retiring_principal,operations,constraints,created_at,\
    ended_at,ended_by,last_used,requests
    """
  ) { row, csv in
    csv.cell(row.keyARN)
    csv.cell(row.grantID)
    csv.cell(row.name)
    csv.cell(row.grantee)
    csv.cell(row.retiringPrincipal)
    csv.cell(row.operations)
    csv.cell(row.constraints)
    csv.cell(row.createdAt)
    csv.cell(row.endedAt)
    csv.cell(row.endedBy)
    csv.cell(row.lastUsed)
    csv.cell(row.requests)
  }
}

extension CSVTable<CoverageRow> {
  package static let coverage = CSVTable(
    """
    account,region,day,files,incomplete_files,records,kms_records,first_record,last_record,note
    """
  ) { row, csv in
    csv.cell(row.account)
    csv.cell(row.region)
    csv.cell(row.day)
    csv.cell(row.files)
    csv.cell(row.incompleteFiles)
    csv.cell(row.records)
    csv.cell(row.kmsRecords)
    csv.cell(row.firstRecord)
    csv.cell(row.lastRecord)
    csv.cell(row.note)
  }
}
