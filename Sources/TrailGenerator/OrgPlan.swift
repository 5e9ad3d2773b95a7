/// The organization that a trail is of: accounts, Regions, keys and who has which role.
package struct OrgPlan: Sendable {
  /// What a key can do, and so which operations the traffic has for it.
  enum Spec: Sendable { case symmetric, rsa, ecc, hmac, customStore }

  struct Key: Sendable {
    var owner: String
    var region: String
    var arn: String
    var spec: Spec
  }

  static let organization = "o-kmsaudit01"
  static let regions = ["us-east-1", "eu-central-1", "eu-west-1", "ap-southeast-2"]
  static let customKeyStore = "cks-0123456789abcdef0"

  /// Account 0 is the security account with the central keys.
  let members: [String]
  let externals: [String]
  let keys: [Key]
  /// Keys of a Region, busiest first.
  let keysByRegion: [String: [Int]]
  /// The few keys that each account uses in each Region: its own first, then shared ones.
  private var usedKeys: [String: [Int]] = [:]
  /// For each Region the sums of the Zipf weights.
  private let weights: [String: [Double]]

  init(seed: UInt64) {
    var random = SeededRandom(seed: seed, part: 1)
    members = (0..<36).map { String(200_000_000_000 + $0 * 1_010_101_011) }
    externals = (0..<4).map { String(900_000_000_000 + $0 * 1_010_101_011) }
    var keys: [Key] = []
    for number in 0..<300 {
      let owner = number % 5 == 0 ? members[0] : members[1 + random.below(members.count - 1)]
      keys.append(Self.key(owner, Self.regions[number % 4], number, &random))
    }
    self.keys = keys
    keysByRegion = Dictionary(grouping: keys.indices) { keys[$0].region }
    weights = keysByRegion.mapValues { numbers in
      var sum = 0.0
      return numbers.indices.map {
        sum += 1 / Double($0 + 1)
        return sum
      }
    }
    for region in Self.regions {
      for account in members {
        let own = (keysByRegion[region] ?? []).filter { keys[$0].owner == account }.prefix(4)
        let shared = (0..<3).map { _ in zipfKey(in: region, &random) }
        usedKeys[region + account] = own + shared
      }
    }
  }

  static func key(
    _ owner: String,
    _ region: String,
    _ number: Int,
    _ random: inout SeededRandom
  ) -> Key {
    let id = number % 17 == 16 ? "mrk-" + random.hex(32) : random.uuid()
    let spec: Spec =
      switch number % 50 {
      case 45, 46: .rsa
      case 47: .ecc
      case 48: .hmac
      case 49: .customStore
      default: .symmetric
      }
    return Key(
      owner: owner,
      region: region,
      arn: "arn:aws:kms:\(region):\(owner):key/\(id)",
      spec: spec
    )
  }

  /// Number of a key that the account uses, the first ones more often.
  func key(of account: String, in region: String, _ random: inout SeededRandom) -> Int {
    let used = usedKeys[region + account] ?? [0]
    return used[min(random.below(used.count), random.below(used.count))]
  }

  /// A key of the Region; the first ones far more often (Zipf).
  func zipfKey(in region: String, _ random: inout SeededRandom) -> Int {
    let sums = weights[region] ?? [1]
    let wanted = random.fraction() * (sums.last ?? 1)
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return keysByRegion[region]?[low] ?? 0
  }
}
