/// The planted truth as the report files it must lead to.
extension Truth {
  static let eol = "\r\n"

  private static func table(_ header: String, _ rows: [[String]]) -> String {
    ([header] + rows.map { $0.map(quoted).joined(separator: ",") }).joined(separator: eol) + eol
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return cell }
    return "\""
      + cell.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  private static func before(_ left: [String], _ right: [String]) -> Bool {
    left.lexicographicallyPrecedes(right) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Attribution sorts by preference, not by name.
  private static let attributions = [
    "identity", "issuer", "scope", "context", "recipient", "unknown", "aws-service",
  ]

  var usageTable: String {
    let rows = uses.map { use, count -> (order: [String], cells: [String]) in
      var order = use.cells
      order[4] = String(Self.attributions.firstIndex(of: use.attribution) ?? 9)
      return (
        order,
        use.cells + [count.requests, count.denied, count.throttled, count.failed].map(String.init)
          + [count.first, count.last].map(RecordWriter.time)
      )
    }
    return Self.table(
      "key_arn,key_account,region,consumer_account,attribution,principal,service,operation,requests,denied,throttled,failed,first_seen,last_seen",
      rows.sorted { Self.before($0.order, $1.order) }.map(\.cells)
    )
  }

  func crossAccountTable(organization: Set<String>) -> String {
    let rows = judged.map { judged, count -> [String] in
      let use = judged.use
      return [
        use.key, use.keyAccount, use.region, use.consumer,
        organization.contains(use.consumer) ? "true" : "false", use.principal, use.service,
        use.operation, String(count.requests), String(count.denied), String(count.failed),
        RecordWriter.time(count.first), RecordWriter.time(count.last), judged.verdict.decision,
        judged.verdict.basis,
      ]
    }
    return Self.table(
      "key_arn,key_account,region,consumer_account,consumer_in_organization,principal,service,operation,requests,denied,failed,first_seen,last_seen,decision,basis",
      rows.sorted { Self.before(Self.crossAccountOrder($0), Self.crossAccountOrder($1)) }
    )
  }

  private static func crossAccountOrder(_ row: [String]) -> [String] {
    Array(row[0...7] + row[13...14])
  }

  var grantsTable: String {
    let rows = grants.map { grant -> [String] in
      var used = Count()
      for (judged, count) in judged where judged.use.key == grant.key {
        if judged.verdict.basis.hasPrefix("grant \(grant.id)"), judged.verdict.decision == "grant" {
          used.add(count)
        }
      }
      return [
        grant.key, grant.id, grant.name, grant.grantee, grant.retiring, grant.operations,
        grant.constraints, grant.created.map(RecordWriter.time) ?? "",
        grant.ended.map(RecordWriter.time) ?? "", grant.endedBy,
        used.requests > 0 ? RecordWriter.time(used.last) : "", String(used.requests),
      ]
    }
    return Self.table(
      "key_arn,grant_id,name,grantee,retiring_principal,operations,constraints,created_at,ended_at,ended_by,last_used,requests",
      rows.sorted(by: Self.before)
    )
  }

  var coverageTable: String {
    let rows = coverage.map { place, covered -> [String] in
      [
        place.account, place.region, String(RecordWriter.time(place.day * 86400).prefix(10)),
        String(covered.files), String(covered.incomplete), String(covered.records),
        String(covered.kms), covered.records > 0 ? RecordWriter.time(covered.first) : "",
        covered.records > 0 ? RecordWriter.time(covered.last) : "", note(place),
      ]
    }
    return Self.table(
      "account,region,day,files,incomplete_files,records,kms_records,first_record,last_record,note",
      rows.sorted(by: Self.before)
    )
  }

  private func note(_ place: Place) -> String {
    let days = coverage.filter { $0.key.account == place.account && $0.key.region == place.region }
    var hours: Set<Int> = []
    var (records, kms) = (0, 0)
    for (other, covered) in days {
      records += covered.records
      kms += covered.kms
      for hour in 0..<24 where covered.hours >> hour & 1 == 1 {
        hours.insert(other.day * 24 + hour)
      }
    }
    var notes = records > 100 && kms == 0 ? ["KMS events probably excluded"] : []
    if let first = hours.min(), let last = hours.max() {
      let missing = (0..<24).filter {
        let hour = place.day * 24 + $0
        return hour > first && hour < last && !hours.contains(hour)
      }
      if !missing.isEmpty { notes.append("hours without records: " + Self.runs(missing)) }
    }
    return notes.joined(separator: "; ")
  }

  private static func runs(_ hours: [Int]) -> String {
    var text: [String] = []
    var index = 0
    while index < hours.count {
      var end = index
      while end + 1 < hours.count, hours[end + 1] == hours[end] + 1 { end += 1 }
      let (first, last) = (RecordWriter.two(hours[index]), RecordWriter.two(hours[end]))
      text.append(index == end ? first : "\(first)-\(last)")
      index = end + 1
    }
    return text.joined(separator: " ")
  }

  /// The counters in the form of a flat JSON object.
  var countersTable: String {
    let lines = counters.sorted { $0.key < $1.key }.map { "  \"\($0.key)\": \($0.value)" }
    return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
  }
}
