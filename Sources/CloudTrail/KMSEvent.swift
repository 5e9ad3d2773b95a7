import CScanKernels
public import JSONScan
package import KMSModel

/// The wanted fields of one KMS record, as places in the scanned text: raw JSON, so escapes are
/// still in them.
///
/// One a worker, overwritten by each record.
@usableFromInline package final class KMSEvent {
  /// Names are CloudTrail's; those of nested members say where they stand.
  @usableFromInline package enum Field: Int, CaseIterable {
    case eventTime, eventSource, eventName, awsRegion, errorCode, errorMessage
    case eventID, sharedEventID, recipientAccountId, eventType, eventCategory
    case identityType, principalId, arn, accountId, invokedBy, issuerARN, issuerAccountId
    case scopeSourceAccount, scopeSourceARN, onBehalfOfUserId
    /// `attributes` of the session context, as it stands.
    case sessionAttributes
    case sourceIPAddress, vpcEndpointId
    case resources
    /// First and second `:key/` ARN of `resources`.
    case keyARN, secondKeyARN
    case requestKeyId, requestTargetKeyId, requestDestinationKeyId, requestAliasName,
      dryRun
    /// Of a ReEncrypt the destination's.
    case encryptionContext
    /// Of a ReEncrypt only.
    case sourceEncryptionContext
    case encryptionAlgorithm, signingAlgorithm, macAlgorithm, keyPairSpec
    case messageType, keyAgreementAlgorithm
    case customKeyStoreId
    /// Key ARN of the response, where no resource names the key.
    case responseKeyARN, responseKeyId, responseMetadataARN, serviceEventKeyId
    case addendumReason, originalEventID
    /// The event itself in EventBridge's wrapper.
    case detail
  }

  /// The reader's own, which outlives every event: not counted, since each field would count it.
  package internal(set) unowned(unsafe) var buffer: ScanBuffer
  /// That of `buffer`: a pointer is had without counting a reference.
  @usableFromInline var text: UnsafePointer<UInt8>
  @usableFromInline let spans: UnsafeMutablePointer<TextSpan>
  /// The whole record, with its braces.
  package internal(set) var record = TextSpan()
  package internal(set) var time = Timestamp(0)

  package init(buffer: ScanBuffer) {
    self.buffer = buffer
    text = UnsafePointer(buffer.text)
    spans = .allocate(capacity: Self.fieldCount)
    spans.initialize(repeating: TextSpan(), count: Self.fieldCount)
  }

  deinit { spans.deallocate() }

  private static let fieldCount = Field.allCases.count

  /// Forgets the record before.
  func reset() { spans.update(repeating: TextSpan(), count: Self.fieldCount) }

  /// Where a field stands; empty for an absent, null or empty member.
  @inlinable @inline(__always)
  package func span(_ field: Field) -> TextSpan { spans[field.rawValue] }

  /// The bytes of a field.
  @inlinable @inline(__always)
  package subscript(field: Field) -> UnsafeBufferPointer<UInt8> { bytes(spans[field.rawValue]) }

  @inlinable @inline(__always)
  package func bytes(_ span: TextSpan) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text + Int(span.start), count: Int(span.length))
  }

  /// The field with its escapes resolved.
  package func text(_ field: Field) -> String { JSONString.unescaped(self[field]) }

  @inlinable @inline(__always)
  package func isEmpty(_ field: Field) -> Bool { spans[field.rawValue].length == 0 }

  /// `requestParameters.dryRun` is true.
  package var isDryRun: Bool { !isEmpty(.dryRun) && self[.dryRun][0] == UInt8(ascii: "t") }

  package var header: RecordHeader {
    RecordHeader(
      time: time,
      account: self[isEmpty(.recipientAccountId) ? .accountId : .recipientAccountId],
      region: self[.awsRegion]
    )
  }

  /// The members of an encryption context: names and values that are texts, with escapes.
  package func forEachContextEntry(
    of field: Field = .encryptionContext,
    _ body: (_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let context = span(field)
    guard context.length > 2 else { return }
    let open = Int(context.start)
    let close = open + Int(context.length) - 1
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
