package import AuditFindings
package import KMSUsage

/// The CSV files of a report: their columns in order, rows as sorted in the facts.
package enum CSVTables {
  package static func usage(_ rows: [UsageRow]) -> [UInt8] {
    var csv = CSVWriter(
      header: """
        key_arn,key_account,region,consumer_account,attribution,principal,service,operation,\
        requests,denied,throttled,failed,first_seen,last_seen
        """
    )
    for row in rows {
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
      csv.endRow()
    }
    return csv.bytes
  }

  package static func hotKeys(_ rows: [HotKey]) -> [UInt8] {
    var csv = CSVWriter(
      header: """
        charged_account,region,quota_family,key_arn,requests,peak_rps,peak_at,account_peak_rps,\
        account_peak_at,quota_rps,account_peak_utilization,key_share_of_account_peak,\
        seconds_over_threshold,throttled,hot
        """
    )
    for row in rows {
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
      csv.endRow()
    }
    return csv.bytes
  }

  package static func crossAccount(_ rows: [CrossAccountRow]) -> [UInt8] {
    var csv = CSVWriter(
      header: """
        key_arn,key_account,region,consumer_account,consumer_in_organization,principal,service,\
        operation,requests,denied,failed,first_seen,last_seen,decision,basis
        """
    )
    for row in rows {
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
      csv.endRow()
    }
    return csv.bytes
  }

  package static func grants(_ rows: [GrantRow]) -> [UInt8] {
    var csv = CSVWriter(
      header: """
        key_arn,grant_id,name,grantee,retiring_principal,operations,constraints,created_at,\
        ended_at,ended_by,last_used,requests
        """
    )
    for row in rows {
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
      csv.endRow()
    }
    return csv.bytes
  }

  package static func coverage(_ rows: [CoverageRow]) -> [UInt8] {
    var csv = CSVWriter(
      header: """
        account,region,day,files,incomplete_files,records,kms_records,first_record,last_record,note
        """
    )
    for row in rows {
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
      csv.endRow()
    }
    return csv.bytes
  }
}
