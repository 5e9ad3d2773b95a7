/// The name of an AWS Region.
package enum RegionName {
  /// Of the form of `eu-west-1` and `us-gov-east-1`: lower-case words and a number.
  package static func isValid(_ text: some StringProtocol) -> Bool {
    let parts = Array(text.utf8)
      .split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count >= 3, let number = parts.last, parts.allSatisfy({ !$0.isEmpty }) else {
      return false
    }
    return number.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
      && parts.dropLast().allSatisfy {
        $0.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= $0 }
      }
  }
}

/// The id of a KMS key, the last part of its ARN.
package enum KeyID {
  /// Of the forms that KMS gives: a UUID, or `mrk-` and 32 hexadecimal digits.
  ///
  /// No text is both this and a `RegionName`, but for a UUID of letters alone before its last dash:
  /// what may be either is an id.
  package static func isValid(_ text: some StringProtocol) -> Bool {
    let bytes = Array(text.utf8)
    if bytes.starts(with: "mrk-".utf8) { return bytes.count == 36 && isHex(bytes[4...]) }
    let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12] && parts.allSatisfy(isHex)
  }

  private static func isHex(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0
        || (UInt8(ascii: "a")...UInt8(ascii: "f")) ~= $0
    }
  }
}
