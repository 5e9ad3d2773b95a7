package import KMSAccess
package import KMSModel

/// Which answers of the AWS CLI would tell what the logs and the exports at hand do not.
package struct MissingExports: Hashable, Sendable {
  /// What is missing of one account and Region.
  package struct Place: Hashable, Sendable {
    package var account: String
    package var region: String
    /// Of keys, by ARN.
    package var keys: [Key] = []
    /// Of the account and Region itself.
    package var kinds: [ExportKind] = []
    /// Keys whose id is none that KMS gives; no command is made of it.
    package var leftOut = 0
  }

  package struct Key: Hashable, Sendable {
    package var key: KeyARN
    package var kinds: [ExportKind]
  }

  /// By account and Region.
  package private(set) var places: [Place] = []
  /// Of the organization.
  package private(set) var organization: [ExportKind] = []
  /// Keys and accounts that are not of AWS's form, those of the places included.
  package private(set) var leftOut = 0

  private static let ofKey: [ExportKind] = [.key, .keyPolicy, .grants]
  private static let ofOrganization: [ExportKind] = [.organization, .accounts]

  /// - Parameters:
  ///   - keys: the ARNs of the keys whose use was seen. They come from logs: only what has the
  ///     form that AWS gives it is taken over.
  ///   - charged: accounts and Regions whose request quotas matter beside those of the keys.
  ///   - exports: what is known already, of any time.
  package init(
    keys: Set<String>,
    charged: Set<[String]> = [],
    exports: [AccessExport]
  ) {
    let known = Set(exports.filter(\.isWhole).map(\.subject))
    var places: [[String]: Place] = [:]
    for text in keys {
      guard let key = KeyARN(text), key.isOfKnownForm else {
        leftOut += 1
        continue
      }
      places[[key.account, key.region], default: Place(key.account, key.region, [.aliases])]
        .add(key, Self.ofKey.filter { !known.contains(ExportSubject(of: key, $0)) })
    }
    leftOut += places.values.reduce(0) { $0 + $1.leftOut }
    for place in charged where places[place] == nil {
      guard place.count == 2, AccountID.isValid(place[0]), RegionName.isValid(place[1]) else {
        leftOut += 1
        continue
      }
      places[place] = Place(place[0], place[1], [])
    }
    self.places = places.values.compactMap { $0.withoutWhatIs(known) }
      .sorted { ($0.account, $0.region) < ($1.account, $1.region) }
    organization = Self.ofOrganization.filter { !known.contains(ExportSubject(kind: $0)) }
  }
}

extension MissingExports.Place {
  fileprivate init(_ account: String, _ region: String, _ kinds: [ExportKind]) {
    self.init(account: account, region: region, kinds: kinds + [.quotas])
  }

  fileprivate mutating func add(_ key: KeyARN, _ kinds: [ExportKind]) {
    guard KeyID.isValid(key.keyID) else {
      leftOut += 1
      return
    }
    if !kinds.isEmpty { keys.append(MissingExports.Key(key: key, kinds: kinds)) }
  }

  /// nil when nothing is missing of it.
  fileprivate func withoutWhatIs(_ known: Set<ExportSubject>) -> Self? {
    var place = self
    place.keys.sort { $0.key.text < $1.key.text }
    place.kinds.removeAll {
      known.contains(ExportSubject(kind: $0, account: account, region: region))
    }
    return place.keys.isEmpty && place.kinds.isEmpty ? nil : place
  }
}

extension KeyARN {
  /// Partition and Region are of the forms that AWS gives them, and belong together.
  fileprivate var isOfKnownForm: Bool {
    RegionName.isValid(region)
      && self == KeyARN(keyID: keyID, account: account, region: region)
  }
}

extension ExportSubject {
  /// Of the two policies of a key only the default one is always there.
  fileprivate init(of key: KeyARN, _ kind: ExportKind) {
    self.init(
      kind: kind,
      account: key.account,
      region: key.region,
      keyARN: key.text,
      policyName: kind == .keyPolicy ? KeyPolicyName.default.rawValue : ""
    )
  }
}

extension AccessExport {
  /// Of a list that was cut the rest is missing still.
  fileprivate var isWhole: Bool {
    switch content {
    case .grants(_, _, let isComplete), .aliases(_, _, _, let isComplete),
      .accounts(_, let isComplete):
      isComplete
    default: true
    }
  }
}
