import CloudTrail
import JSONScan
import KMSModel

/// The texts of a record that make its pattern, each cut at `KMSEvent.longestText`.
struct RecordTexts {
  /// Outlives this: not counted.
  private unowned(unsafe) let event: KMSEvent

  init(_ event: KMSEvent) { self.event = event }

  subscript(field: KMSEvent.Field) -> String { Self.text(event[field]) }

  var isDryRun: Bool { event.isDryRun }

  /// Key ARN out of the error message, or "".
  var messageKeyARN: String { Self.text(event.keyARNInErrorMessage) }

  /// ARN of the caller without the session's name.
  var callerARN: String { Self.text(event.arnWithoutSession) }

  /// Entries of the encryption context that hold an account.
  var contextAccounts: [(String, String)] {
    var entries: [(String, String)] = []
    event.forEachContextEntry { name, value in
      guard let account = accountPart(of: value) else { return }
      entries.append((Self.text(name), Self.text(account)))
    }
    return entries
  }

  private static func text(_ raw: UnsafeBufferPointer<UInt8>) -> String {
    JSONString.unescaped(UnsafeBufferPointer(rebasing: raw.prefix(KMSEvent.longestText)))
  }
}
