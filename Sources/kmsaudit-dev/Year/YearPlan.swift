import KMSModel
import KMSUsage
import TrailGenerator

/// An organization that uses its keys for a year: who uses which key how often, alike every day.
struct YearPlan {
  /// One account's use of one key: a series of rates, whose requests are of some uses.
  struct Series {
    var key: Int
    var consumer: Symbol
    /// Of a day, on average.
    var requests: Double
    var uses: [Use]
    var isCrossAccount: Bool
  }

  static let keyCount = 1000
  static let accountCount = 200
  static let regions = ["eu-central-1", "us-east-1"]
  private static let organization = "o-exampleorgid"
  private static let operations = ["Decrypt", "GenerateDataKey"]

  /// Sorted, the empty one first.
  let symbols: [String]
  /// In the order of facts.
  let series: [Series]
  let accounts: [String]
  let keys: [KeyARN]

  /// - Parameter requestsADay: of all keys together.
  init(requestsADay: Int) {
    var random = SeededRandom(seed: 365)
    let accounts = (0..<Self.accountCount).map { String(100_000_000_000 + $0 * 1_010_101) }
    let keys = (0..<Self.keyCount).compactMap { number in
      let region = Self.regions[number % Self.regions.count]
      let owner = accounts[number % Self.accountCount]
      return KeyARN("arn:aws:kms:\(region):\(owner):key/\(random.uuid())")
    }
    (self.accounts, self.keys) = (accounts, keys)
    let principals = accounts.flatMap { account in
      (0..<2).map { "arn:aws:iam::\(account):role/service-\($0)" }
    }
    let fixed = ["", QuotaFamily.symmetric, "s3.amazonaws.com"] + Self.regions + Self.operations
    let texts = Set(fixed + accounts + principals + keys.map(\.text)).sorted()
    symbols = texts
    let numbers = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ($1, Symbol($0)) })
    let weights = (1...Self.keyCount).map { 1 / Double($0) }
    let total = weights.reduce(0, +)
    series = keys.indices.flatMap { key in
      let consumers = Self.consumers(of: key, accounts)
      let all = Double(requestsADay) * weights[key] / total
      let parts = consumers.indices.map { 1 / Double($0 + 1) }
      return zip(consumers, parts).map { consumer, part in
        Series(
          key: key,
          consumer: numbers[consumer] ?? 0,
          requests: all * part / parts.reduce(0, +),
          uses: Self.uses(keys[key], by: consumer, numbers),
          isCrossAccount: consumer != keys[key].account
        )
      }
    }
    .sorted { ($0.uses[0].key, $0.consumer) < ($1.uses[0].key, $1.consumer) }
  }

  /// Every fifth key is a central one, that many accounts use; the others are their owner's.
  static func consumers(of key: Int, _ accounts: [String]) -> [String] {
    let count = key % 5 == 0 ? 12 : 1
    return (0..<count).map { accounts[(key + $0 * 17) % accounts.count] }
  }

  /// Two roles, by two operations each, one of them by way of S3.
  private static func uses(
    _ key: KeyARN,
    by consumer: String,
    _ numbers: [String: Symbol]
  ) -> [Use] {
    let uses = (0..<4).map { number in
      Use(
        key: numbers[key.text] ?? 0,
        keyAccount: numbers[key.account] ?? 0,
        region: numbers[key.region] ?? 0,
        consumerAccount: numbers[consumer] ?? 0,
        attribution: .identity,
        principal: numbers["arn:aws:iam::\(consumer):role/service-\(number / 2)"] ?? 0,
        service: number < 2 ? 0 : numbers["s3.amazonaws.com"] ?? 0,
        operation: numbers[operations[number % 2]] ?? 0
      )
    }
    return uses.sorted { left, right in
      (left.principal, left.service, left.operation)
        < (right.principal, right.service, right.operation)
    }
  }

  var family: Symbol { Symbol(symbols.firstIndex(of: QuotaFamily.symmetric) ?? 0) }

  /// Where CloudTrail puts the file of an account's number on a day.
  func path(_ account: String, _ region: String, _ day: Timestamp, _ number: Int) -> String {
    let date = day.dayText.split(separator: "-")
    var name = SeededRandom(seed: UInt64(day.day), part: UInt64(number))
    return """
      /var/lib/kmsaudit/logs/AWSLogs/\(Self.organization)/\(account)/CloudTrail/\(region)/\
      \(date.joined(separator: "/"))/\(account)_CloudTrail_\(region)_\(date.joined())T\
      \(name.hex(4))Z_\(name.hex(16)).json.gz
      """
  }
}
