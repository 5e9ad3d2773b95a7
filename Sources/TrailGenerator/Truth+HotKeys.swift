/// Hot keys by the definition alone: second by second, with no thought for speed.
extension Truth {
  private struct Row {
    var group: Group
    var key: String
    var cells: [String]
    var utilization: Double?
    var share: Double
  }

  /// AWS's default quotas for what the generator plants (KMS developer guide, "Request quotas").
  private static func quota(_ group: Group) -> Double? {
    if group.account.isEmpty { return nil }
    switch group.family {
    case "cryptographic-symmetric":
      return group.region == "us-east-1" || group.region == "eu-west-1" ? 100_000 : 20_000
    case "cryptographic-rsa", "cryptographic-ecc-sm2", "GetKeyPolicy": return 1000
    case "GenerateDataKeyPair RSA_2048": return 20
    case "GenerateDataKeyPair ECC_NIST_P256": return 100
    case "DescribeKey", "GetPublicKey": return 2000
    case "ListKeys", "ListAliases": return 500
    case "CreateGrant", "RetireGrant", "RevokeGrant": return 50
    case "PutKeyPolicy", "ScheduleKeyDeletion": return 15
    case "Sign", "Encapsulate": return nil
    case let family where family.hasPrefix("custom-key-store "): return 1800
    default: return 5
    }
  }

  var hotKeysTable: String {
    let rows = rates.flatMap { group, rates in
      let (peak, peakAt) = Self.peak(rates.account)
      return rates.keys.map { key, seconds in
        row(group, rates, key, seconds, peak: peak, peakAt: peakAt)
      }
    }
    let header =
      "charged_account,region,quota_family,key_arn,requests,peak_rps,peak_at,account_peak_rps,account_peak_at,quota_rps,account_peak_utilization,key_share_of_account_peak,seconds_over_threshold,throttled,hot"
    return ([header] + rows.sorted(by: Self.before).map { $0.cells.joined(separator: ",") })
      .joined(separator: Self.eol) + Self.eol
  }

  private func row(
    _ group: Group,
    _ rates: Rates,
    _ key: String,
    _ seconds: [Int: Int],
    peak: Int,
    peakAt: Int
  ) -> Row {
    let quota = Self.quota(group)
    let (keyPeak, keyPeakAt) = Self.peak(seconds)
    let share = Double(seconds[peakAt] ?? 0) / Double(peak)
    let over = seconds.filter { second, _ in
      quota.map { Double(rates.account[second] ?? 0) >= 0.8 * $0 } ?? false
    }
    let carries = over.contains { second, count in
      Double(count) >= 0.1 * Double(rates.account[second] ?? 0)
    }
    let throttled = rates.throttled[key] ?? 0
    let utilization = quota.map { Double(peak) / $0 }
    let isHot = !group.account.isEmpty && (carries || throttled > 0)
    let cells: [String] = [
      group.account, group.region, group.family, key, String(seconds.values.reduce(0, +)),
      String(keyPeak), RecordWriter.time(keyPeakAt), String(peak), RecordWriter.time(peakAt),
      quota.map { String(Int($0)) } ?? "", utilization.map(Self.fourDecimals) ?? "",
      Self.fourDecimals(share), String(over.count), String(throttled), isHot ? "true" : "false",
    ]
    return Row(group: group, key: key, cells: cells, utilization: utilization, share: share)
  }

  private static func peak(_ seconds: [Int: Int]) -> (Int, at: Int) {
    let best = seconds.min { ($1.value, $0.key) < ($0.value, $1.key) }
    return (best?.value ?? 0, best?.key ?? 0)
  }

  private static func before(_ left: Row, _ right: Row) -> Bool {
    if left.utilization != right.utilization {
      return (left.utilization ?? -1) > (right.utilization ?? -1)
    }
    if left.share != right.share { return left.share > right.share }
    let order = { (row: Row) in [row.key, row.group.account, row.group.region, row.group.family] }
    return order(left).lexicographicallyPrecedes(order(right))
  }

  private static func fourDecimals(_ value: Double) -> String {
    let scaled = Int((value * 10_000).rounded())
    let digits = String(scaled % 10_000)
    return "\(scaled / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
