import KMSModel

/// The grants of one key by those whom they name.
struct GranteeIndex: Sendable {
  private struct Entry: Sendable {
    let place: GranteePlace
    let grant: Int
  }

  /// Sorted by place.
  private let entries: [Entry]

  init(_ grants: [Grant]) {
    var entries: [Entry] = []
    entries.reserveCapacity(grants.count)
    // By their numbers: to copy a grant costs more than to look at it.
    for number in grants.indices where !grants[number].isKnownByItsEndAlone {
      for text in [grants[number].grantee, grants[number].retiringPrincipal] where !text.isEmpty {
        let place = GranteePlace(of: text)
        entries.append(Entry(place: place, grant: number))
        if place.isUniqueID { entries.append(Entry(place: .anyUniqueID, grant: number)) }
      }
    }
    self.entries = entries.sorted {
      ($0.place.hash, $0.grant) < ($1.place.hash, $1.grant)
    }
  }

  /// Grants that may name the caller, by their numbers, sorted; nil for all of them, when the caller
  /// has no name to look for.
  func candidates(for request: AccessRequest) -> [Int]? {
    guard let places = Self.places(for: request) else { return nil }
    guard !entries.isEmpty else { return [] }
    var numbers: [Int] = []
    for place in places { append(grantsAt: place, to: &numbers) }
    return numbers.count < 2 ? numbers : Set(numbers).sorted()
  }

  private func append(grantsAt place: GranteePlace, to numbers: inout [Int]) {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].place.hash >= place.hash { high = middle } else { low = middle + 1 }
    }
    while low < entries.count, entries[low].place.hash == place.hash {
      numbers.append(entries[low].grant)
      low += 1
    }
  }

  private static func places(for request: AccessRequest) -> [GranteePlace]? {
    switch request.caller {
    case .service(let name): [.service(name)]
    case .role(let arn, _), .user(let arn), .root(let arn), .federatedUser(let arn):
      [.account(request.callerAccount), GranteePlace(of: arn), uniqueID(of: request)]
    case .uniqueID, .unknown: nil
    }
  }

  private static func uniqueID(of request: AccessRequest) -> GranteePlace {
    request.detail.knownUniqueID.map(GranteePlace.uniqueID) ?? .anyUniqueID
  }
}

/// Where a grantee is looked for: the hash of what identifies it.
///
/// Two may share one by chance, so that a match must be looked at. The hash is made of the bytes
/// where they stand, as a key may have 50,000 grants.
struct GranteePlace: Sendable {
  private enum Kind: UInt8 { case account, role, arn, service, uniqueID, anyUniqueID }

  let hash: Int
  let isUniqueID: Bool

  private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

  private init(_ kind: Kind, _ parts: Bytes...) {
    var hasher = Hasher()
    hasher.combine(kind)
    for part in parts {
      hasher.combine(part.count)
      hasher.combine(
        bytes: UnsafeRawBufferPointer(
          rebasing: UnsafeRawBufferPointer(part.base)[part.startIndex..<part.endIndex]
        )
      )
    }
    hash = hasher.finalize()
    isUniqueID = kind == .uniqueID
  }

  private init(_ kind: Kind, _ text: String) {
    var text = text
    self = text.withUTF8 { GranteePlace(kind, $0[...]) }
  }

  static func account(_ id: String) -> Self { Self(.account, id) }
  static func service(_ name: String) -> Self { Self(.service, name) }
  static func uniqueID(_ id: String) -> Self { Self(.uniqueID, id) }
  static let anyUniqueID = Self(.anyUniqueID, "")

  /// By the form of the text, as `Grantee` reads it.
  init(of text: String) {
    var text = text
    let place = text.withUTF8 { Self(named: $0) }
    if let place {
      self = place
    } else if text.utf8.contains(UInt8(ascii: ".")) {
      self = .service(ServiceName.normalised(text))
    } else {
      self = .uniqueID(text)
    }
  }

  /// An account or a principal of one; nil for anything else.
  private init?(named text: UnsafeBufferPointer<UInt8>) {
    let fields = ColonFields(text)
    if fields.count == 6, fields[0].elementsEqual("arn".utf8), fields[1].starts(with: "aws".utf8),
      fields[4].isAccountID
    {
      self.init(account: fields[4], resource: fields[5], arn: text)
    } else if text[...].isAccountID {
      self.init(.account, text[...])
    } else if fields.count > 3, fields[0].isAccountID {
      self.init(.role, fields[0], text[fields[1].startIndex..<fields[2].endIndex])
    } else {
      return nil
    }
  }

  private init(account: Bytes, resource: Bytes, arn: UnsafeBufferPointer<UInt8>) {
    let slash = UInt8(ascii: "/")
    if resource.elementsEqual("root".utf8) {
      self.init(.account, account)
    } else if resource.starts(with: "role/".utf8), let last = resource.lastIndex(of: slash) {
      self.init(.role, account, resource[(last + 1)...])
    } else if resource.starts(with: "assumed-role/".utf8),
      let first = resource.firstIndex(of: slash)
    {
      self.init(.role, account, resource[(first + 1)...].prefix { $0 != slash })
    } else {
      self.init(.arn, arn[...])
    }
  }
}

/// What stands between the first five colons: without a list of them, of which a million grants
/// would need as many.
private struct ColonFields {
  private let text: UnsafeBufferPointer<UInt8>
  private var colons = SIMD8<Int>()
  /// At most six.
  private(set) var count = 1

  init(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    for place in text.indices where text[place] == UInt8(ascii: ":") && count < 6 {
      colons[count - 1] = place
      count += 1
    }
  }

  subscript(number: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
    let start = number == 0 ? 0 : colons[number - 1] + 1
    return text[start..<(number + 1 < count ? colons[number] : text.count)]
  }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
  fileprivate var isAccountID: Bool { count == 12 && allSatisfy { (0x30...0x39) ~= $0 } }
}
