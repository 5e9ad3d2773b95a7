import AuditStore
import JSONScan
import KMSAccess
import KMSModel
import KMSUsage

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Tells by their bytes which events cannot speak of some keys: to take each apart is most of the time
/// of a question on one of many.
struct EvidenceOfKeys {
  /// What a record that speaks of one of the keys holds; nil where that cannot be said of a key.
  private let marks: [[UInt8]]?

  /// Longer than any id of a key is: to search for a text takes time for each of its bytes.
  private static let longestID = 128

  /// - Parameter keys: their ARNs; nil for all.
  ///
  /// Whichever member names a key, by its ARN or by its bare id, has the id as it is, since JSON can
  /// write letters, digits and dashes in no other way than by `\u`. An alias in a record is not followed
  /// to its key (`KeyEvent.key`), and related keys are told by their own ARNs.
  init(_ keys: Set<String>?) {
    let ids = keys?.compactMap { KeyARN($0).map { Array($0.keyID.utf8) } } ?? []
    marks = ids.count == keys?.count && ids.allSatisfy { $0.count <= Self.longestID } ? ids : nil
  }

  /// Of the events that decide on use those that may speak of the keys, by time, id and recipient.
  ///
  /// An end of a grant that names no key ends the only grant of its id: where there is one, it takes the
  /// grants of all keys to tell whose it is.
  func events(in store: AuditStore) throws(StoreError) -> [EvidenceFact] {
    guard let marks else { return try store.evidence(names: Judgement.eventNames) }
    let all = marks + [Array("\\u".utf8)]
    var hasEndWithoutKey = false
    let some = try store.evidence(names: Judgement.eventNames) { name, record in
      // Also of one that speaks of a key elsewhere.
      if !hasEndWithoutKey { hasEndWithoutKey = Self.isEndWithoutKey(name, record) }
      return all.contains(where: record.holds)
    }
    return hasEndWithoutKey ? try store.evidence(names: Judgement.eventNames) : some
  }

  private static func isEndWithoutKey(_ name: String, _ record: UnsafeRawBufferPointer) -> Bool {
    guard name == "RetireGrant" || name == "RevokeGrant" else { return false }
    let event = try? KeyEvent(
      eventID: "",
      time: Timestamp(0),
      eventName: name,
      record: String(decoding: record, as: UTF8.self)
    )
    return event.map { $0.key == nil } ?? false
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func holds(_ mark: [UInt8]) -> Bool {
    guard let first = mark.first, var place = baseAddress else { return false }
    let end = place + count
    while place + mark.count <= end,
      let found = memchr(place, Int32(first), place.distance(to: end) - mark.count + 1)
    {
      if memcmp(found, mark, mark.count) == 0 { return true }
      place = UnsafeRawPointer(found) + 1
    }
    return false
  }
}
