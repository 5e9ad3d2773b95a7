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
  /// Keys of a Region by their owner.
  private let ownKeys: [String: [Int]]
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
    ownKeys = Dictionary(grouping: keys.indices) { keys[$0].region + keys[$0].owner }
    weights = keysByRegion.mapValues { numbers in
      var sum = 0.0
      return numbers.indices.map {
        sum += 1 / Double($0 + 1)
        return sum
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

  /// A key that the account uses: mostly its own, where it has one in the Region.
  func key(of account: String, in region: String, _ random: inout SeededRandom) -> Key {
    guard let own = ownKeys[region + account], random.chance(0.75) else {
      return key(in: region, &random)
    }
    return keys[own[random.below(own.count)]]
  }

  /// A key of the Region; the first ones far more often (Zipf).
  func key(in region: String, _ random: inout SeededRandom) -> Key {
    let sums = weights[region] ?? [1]
    let wanted = random.fraction() * (sums.last ?? 1)
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return keys[keysByRegion[region]?[low] ?? 0]
  }
}
