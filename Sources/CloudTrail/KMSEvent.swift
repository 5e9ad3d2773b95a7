import CScanKernels
package import JSONScan
package import KMSModel

/// The wanted fields of one KMS record, as places in the scanned text: raw JSON, so escapes are
/// still in them.
///
/// One a worker, overwritten by each record.
package final class KMSEvent {
  /// Names are CloudTrail's; those of nested members say where they stand.
  package enum Field: Int, CaseIterable {
    case eventTime, eventName, awsRegion, errorCode, errorMessage, eventID, sharedEventID
    case recipientAccountId, eventType, eventCategory
    case identityType, principalId, arn, accountId, invokedBy, issuerARN, issuerAccountId
    case scopeSourceAccount, onBehalfOfUserId
    /// First and second `:key/` ARN of `resources`.
    case keyARN, secondKeyARN
    case requestKeyId, responseKeyARN
    case encryptionAlgorithm, signingAlgorithm, macAlgorithm, keyPairSpec
    case customKeyStoreId
    case addendumReason, originalEventID
  }

  /// A run of bytes of the buffer; empty for an absent, null or empty member.
  package struct Span {
    package var start: Int32 = 0
    package var length: Int32 = 0
  }

  package internal(set) var buffer: ScanBuffer
  let spans: UnsafeMutablePointer<Span>
  /// The whole record, and `requestParameters.encryptionContext`, with their braces.
  package internal(set) var record = Span()
  package internal(set) var encryptionContext = Span()
  /// Room for the elements of `resources`, kept from record to record.
  var elements: [Span] = []
  package internal(set) var isDryRun = false
  package internal(set) var time = Timestamp(0)

  package init(buffer: ScanBuffer) {
    self.buffer = buffer
    spans = .allocate(capacity: Self.fieldCount)
    spans.initialize(repeating: Span(), count: Self.fieldCount)
  }

  deinit { spans.deallocate() }

  static let fieldCount = Field.allCases.count

  /// Forgets the record before.
  func reset() { spans.update(repeating: Span(), count: Self.fieldCount) }

  /// Where a field stands.
  package func span(_ field: Field) -> Span { spans[field.rawValue] }

  /// The bytes of a field.
  package subscript(field: Field) -> UnsafeBufferPointer<UInt8> { bytes(spans[field.rawValue]) }

  package func bytes(_ span: Span) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: buffer.text + Int(span.start), count: Int(span.length))
  }

  /// The field with its escapes resolved.
  package func text(_ field: Field) -> String { JSONString.unescaped(self[field]) }

  package func isEmpty(_ field: Field) -> Bool { spans[field.rawValue].length == 0 }

  package var header: RecordHeader {
    RecordHeader(
      time: time,
      account: self[isEmpty(.recipientAccountId) ? .accountId : .recipientAccountId],
      region: self[.awsRegion]
    )
  }

  /// The members of the encryption context: names and values that are texts, with escapes.
  package func forEachContextEntry(
    _ body: (_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Void
  ) {
    guard encryptionContext.length > 2 else { return }
    let open = Int(encryptionContext.start)
    let close = open + Int(encryptionContext.length) - 1
    guard let count = try? buffer.listMembers(open: open, close: close) else { return }
    for index in 0..<count {
      let member = buffer.members[index]
      guard buffer.text[Int(member.value)] == UInt8(ascii: "\"") else { continue }
      body(
        UnsafeBufferPointer(start: buffer.text + Int(member.key), count: Int(member.key_length)),
        UnsafeBufferPointer(
          start: buffer.text + Int(member.value) + 1,
          count: Int(member.value_length) - 2
        )
      )
    }
  }
}
