/// The ARN of a KMS key, `arn:<partition>:kms:<region>:<account>:key/<id>`, taken apart.
///
/// The id is opaque: usually a UUID, `mrk-…` for a multi-Region key. Any partition is accepted that
/// begins with `aws`, so that a new one needs no new version.
package struct KeyARN: Hashable, Sendable {
  package let text: String
  /// In bytes: the parts are made when they are asked for, which of most keys they never are.
  private let partitionEnd: Int
  private let regionEnd: Int

  package var partition: String { bytes(4..<partitionEnd) }
  package var region: String { bytes(partitionEnd + 5..<regionEnd) }
  /// The owner of the key, 12 digits.
  package var account: String { bytes(regionEnd + 1..<regionEnd + 13) }
  package var keyID: String { bytes(regionEnd + 18..<text.utf8.count) }

  private func bytes(_ range: Range<Int>) -> String {
    var text = text
    return text.withUTF8 { String(decoding: $0[range], as: UTF8.self) }
  }

  /// Related multi-Region keys share their id across Regions.
  package var isMultiRegion: Bool { keyID.hasPrefix("mrk-") }

  /// Another key of the same multi-Region family.
  package func isRelated(to other: KeyARN) -> Bool {
    isMultiRegion && keyID == other.keyID && account == other.account && self != other
  }

  /// - Returns: nil unless the whole text is a key ARN.
  package init?(_ text: String) {
    var text = text
    guard let key = text.withUTF8({ [text] in Self(text, $0) }) else { return nil }
    self = key
  }

  /// Bytes, not characters: this is done for every pattern of every scan, and for every event.
  private init?(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) {
    func end(from start: Int, while isFine: (UInt8) -> Bool) -> Int {
      var end = start
      while end < bytes.count, isFine(bytes[end]) { end += 1 }
      return end
    }
    partitionEnd = end(from: 4, while: \.isPartitionByte)
    guard bytes.stands("arn:aws", at: 0), bytes.stands(":kms:", at: partitionEnd) else {
      return nil
    }
    regionEnd = end(from: partitionEnd + 5, while: \.isPartitionByte)
    guard regionEnd > partitionEnd + 5, bytes.stands(":", at: regionEnd),
      end(from: regionEnd + 1, while: \.isDigit) == regionEnd + 13,
      bytes.stands(":key/", at: regionEnd + 13), bytes.count > regionEnd + 18,
      end(from: regionEnd + 18, while: \.isKeyIDByte) == bytes.count
    else { return nil }
    self.text = text
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

extension UnsafeBufferPointer<UInt8> {
  fileprivate func stands(_ text: StaticString, at place: Int) -> Bool {
    place + text.utf8CodeUnitCount <= count
      && (0..<text.utf8CodeUnitCount).allSatisfy { self[place + $0] == text.utf8Start[$0] }
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
