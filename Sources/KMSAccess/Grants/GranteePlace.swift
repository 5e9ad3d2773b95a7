import KMSModel

/// Where a grantee is looked for: the hash of what identifies it.
///
/// Two may share one by chance, so that a match must be looked at. The hash is made of the bytes
/// where they stand, as a key may have 50,000 grants.
struct GranteePlace: Sendable {
  private enum Kind: UInt8 { case account, role, arn, service, uniqueID, anyUniqueID }

  let hash: Int
  let isUniqueID: Bool

  private typealias Bytes = ColonFields.Bytes

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
    if let account = fields.accountOfARN {
      self.init(account: account, resource: fields[5], arn: text)
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
struct ColonFields {
  typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

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

  /// nil for what is no ARN, or the ARN of nothing that an account has.
  var accountOfARN: Bytes? {
    guard count == 6, self[0].elementsEqual("arn".utf8), self[1].starts(with: "aws".utf8),
      self[4].isAccountID
    else { return nil }
    return self[4]
  }

  subscript(number: Int) -> Bytes {
    let start = number == 0 ? 0 : colons[number - 1] + 1
    return text[start..<(number + 1 < count ? colons[number] : text.count)]
  }
}

extension ColonFields.Bytes {
  var isAccountID: Bool { count == 12 && allSatisfy { (0x30...0x39) ~= $0 } }
}
