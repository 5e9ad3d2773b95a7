import CloudTrail
import JSONScan

extension KMSEvent {
  /// Resources are given to a share when it is made or later (AWS RAM API Reference).
  private static let sharing: Set<String> = ["CreateResourceShare", "AssociateResourceShare"]

  /// An event of AWS RAM that may let others use a key: a hint, since no record holds the policy that
  /// follows from it.
  var sharesKey: Bool {
    isEmpty(.errorCode) && Self.sharing.contains(text(.eventName))
      && buffer.find(Self.keyMark, from: Int(record.start), before: recordEnd) < recordEnd
  }

  private var recordEnd: Int { Int(record.start + record.length) }
}
