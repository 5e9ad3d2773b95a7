/// The name of an AWS service as a caller.
package enum ServiceName {
  /// The value of `invokedBy` without its Region, so that each service has one name.
  ///
  /// `workmail.eu-west-1.amazonaws.com` becomes `workmail.amazonaws.com`. EC2's front end is EC2;
  /// `AWS Internal` stays as it is.
  package static func normalised(_ invokedBy: String) -> String {
    // A Region has dashes; most names have none.
    guard invokedBy.utf8.contains(UInt8(ascii: "-")) else { return invokedBy }
    let labels = invokedBy.split(separator: ".", omittingEmptySubsequences: false)
    let kept = labels.filter { !isRegion($0) }
    let name = kept.count > 2 && kept.count < labels.count ? kept.joined(separator: ".") : invokedBy
    return name == "ec2-frontend-api.amazonaws.com" ? "ec2.amazonaws.com" : name
  }

  /// `invokedBy` names no service: it is empty, or one of AWS's names for itself.
  package static func isAnonymous(_ invokedBy: String) -> Bool {
    ["", "AWS Internal", "internal.amazonaws.com"].contains(invokedBy)
  }

  /// `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`: lower-case words and a final number.
  private static func isRegion(_ label: Substring) -> Bool {
    let words = label.split(separator: "-", omittingEmptySubsequences: false)
    guard words.count >= 3, let number = words.last, let area = words.first else { return false }
    return (2...4).contains(area.utf8.count) && !number.isEmpty
      && number.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      && words.dropLast().allSatisfy { word in
        !word.isEmpty && word.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
      }
  }
}
