import KMSModel
import KMSUsage

// The answer of `usage` as CSV and JSON.
extension UsageAnswer {
  var csv: [UInt8] {
    let names = dimensions.flatMap { $0.isAccount ? [$0.member, $0.nameMember] : [$0.member] }
    let counts = "requests,denied,throttled,failed,first_seen,last_seen,example_event_id"
    let table = CSVTable<UseSum>((names + [counts]).joined(separator: ",")) {
      [dimensions, accountNames] row, csv in
      for (dimension, value) in zip(dimensions, row.values) {
        csv.cell(value)
        if dimension.isAccount { csv.cell(accountNames[value] ?? "") }
      }
      csv.cell(row.requests)
      csv.cell(row.denied)
      csv.cell(row.throttled)
      csv.cell(row.failed)
      csv.cell(row.firstSeen)
      csv.cell(row.lastSeen)
      csv.cell(row.exampleEventID)
    }
    var bytes: [UInt8] = []
    table.write(rows) { bytes += $0 }
    return bytes
  }

  var json: [UInt8] {
    var members: [String: JSONOutput] = [
      "by": .texts(dimensions.map(\.rawValue)), "usage": .array(Array(rows), json),
      "kept": kept.json,
      "rows_not_shown": .integer(sums.sums.count - rows.count),
      "requests_across_a_bound": .integer(sums.undivided),
    ]
    if dimensions.contains(.resource) {
      members["requests_without_context"] = .integer(sums.withoutContext)
      members["requests_without_resource"] = .integer(sums.withoutResource)
    }
    return JSONWriter.bytes(.object(members))
  }

  private func json(_ row: UseSum) -> JSONOutput {
    var members: [String: JSONOutput] = [
      "requests": .integer(row.requests), "denied": .integer(row.denied),
      "throttled": .integer(row.throttled), "failed": .integer(row.failed),
      "first_seen": .time(row.firstSeen), "last_seen": .time(row.lastSeen),
      "example_event_id": .text(row.exampleEventID),
    ]
    for (dimension, value) in zip(dimensions, row.values) {
      members[dimension.member] = .text(value)
      if dimension.isAccount {
        members[dimension.nameMember] = accountNames[value].map(JSONOutput.text) ?? .null
      }
    }
    return .object(members)
  }
}
