/// The ARN of a KMS key, `arn:<partition>:kms:<region>:<account>:key/<id>`, taken apart.
///
/// The id is opaque: usually a UUID, `mrk-…` for a multi-Region key. Any partition is accepted that
/// begins with `aws`, so that a new one needs no new version.
package struct KeyARN: Hashable, Sendable {
  package let text: String
  package let partition: String
  package let region: String
  /// The owner of the key, 12 digits.
  package let account: String
  package let keyID: String

  /// Related multi-Region keys share their id across Regions.
  package var isMultiRegion: Bool { keyID.hasPrefix("mrk-") }

  /// - Returns: nil unless the whole text is a key ARN.
  package init?(_ text: String) {
    // Bytes, not characters: this is done for every pattern of every scan.
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].elementsEqual("arn".utf8), parts[2].elementsEqual("kms".utf8),
      !parts[3].isEmpty, parts[1].starts(with: "aws".utf8),
      parts[1].allSatisfy(\.isPartitionByte), parts[3].allSatisfy(\.isPartitionByte),
      AccountID.isValid(Substring(parts[4])), parts[5].starts(with: "key/".utf8)
    else { return nil }
    let id = parts[5].dropFirst(4)
    guard !id.isEmpty, id.allSatisfy(\.isKeyIDByte) else { return nil }
    self.text = text
    partition = String(Substring(parts[1]))
    region = String(Substring(parts[3]))
    account = String(Substring(parts[4]))
    keyID = String(Substring(id))
  }

  /// The ARN of a key named by its bare id, of which account and Region are known.
  package init?(keyID: String, account: String, region: String) {
    self.init("arn:\(Self.partition(of: region)):kms:\(region):\(account):key/\(keyID)")
  }

  /// By the names of AWS's Regions.
  static func partition(of region: String) -> String {
    let beginnings = [
      ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-isob-", "aws-iso-b"),
      ("us-isof-", "aws-iso-f"), ("us-iso-", "aws-iso"), ("eu-isoe-", "aws-iso-e"),
      ("eusc-", "aws-eusc"),
    ]
    return beginnings.first { region.hasPrefix($0.0) }?.1 ?? "aws"
  }

  /// The first key ARN in free text, such as an error message.
  ///
  /// An ARN longer than any of AWS's is passed over: hostile text must not cost quadratic time.
  package static func find(in text: String) -> KeyARN? {
    let bytes = Array(text.utf8)
    let opening = Array("arn:aws".utf8)
    let longest = 256
    var start = 0
    while start + opening.count <= bytes.count {
      if bytes[start...].starts(with: opening) {
        let candidate = bytes[start...].prefix(longest + 1).prefix(while: \.isARNByte)
        if candidate.count <= longest,
          let key = KeyARN(String(decoding: candidate, as: UTF8.self))
        {
          return key
        }
      }
      start += 1
    }
    return nil
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  /// `a-z`, `0-9` and `-`: what partitions and Regions are made of.
  fileprivate var isPartitionByte: Bool {
    (self >= 0x61 && self <= 0x7A) || isDigit || self == 0x2D
  }
  /// Letters, digits, `-` and `_`: AWS's own records hold more than the hex digits of a UUID.
  fileprivate var isKeyIDByte: Bool {
    isPartitionByte || (self >= 0x41 && self <= 0x5A) || self == 0x5F
  }
  fileprivate var isARNByte: Bool { isKeyIDByte || self == 0x3A || self == 0x2F }
}
