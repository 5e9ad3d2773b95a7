import JSONScan

/// The `userIdentity` of a role's session as CloudTrail writes it: what nearly all records have.
extension KMSEvent {
  private static let session = Form([
    .text("{\"type\":\""), .text("\",\"principalId\":\""), .text("\",\"arn\":\""),
    .text("\",\"accountId\":\""), .text("\",\"accessKeyId\":\""),
    .text("\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\""),
    .text("\",\"principalId\":\""), .text("\",\"arn\":\""), .text("\",\"accountId\":\""),
    .text("\",\"userName\":\""), .object("\"},\"attributes\":"),
  ])
  private static let invokedBy: StaticString = "},\"invokedBy\":\""

  /// Reads an identity of this form.
  ///
  /// - Returns: false for any other: it must be read member by member.
  func readSession(open: Int, close: Int, in buffer: ScanBuffer) -> Bool {
    withUnsafeTemporaryAllocation(of: TextSpan.self, capacity: 11) { values in
      guard let values = values.baseAddress,
        buffer.read(open: open, before: close, nesting: .max, Self.session, into: values),
        readInvokedBy(from: Int(values[10].start + values[10].length), close, buffer)
      else { return false }
      self[set: .identityType] = values[0]
      self[set: .principalId] = values[1]
      self[set: .arn] = values[2]
      self[set: .accountId] = values[3]
      self[set: .issuerARN] = values[7]
      self[set: .issuerAccountId] = values[8]
      self[set: .sessionAttributes] = values[10]
      return true
    }
  }

  /// Reads what may follow the session's context, and nothing else.
  private func readInvokedBy(from place: Int, _ close: Int, _ buffer: ScanBuffer) -> Bool {
    if text[place] == UInt8(ascii: "}"), place + 1 == close { return true }
    guard buffer.starts(Self.invokedBy, at: place) else { return false }
    let start = place + Self.invokedBy.utf8CodeUnitCount
    let end = buffer.quote(from: start, before: close)
    guard end + 1 == close else { return false }
    self[set: .invokedBy] = TextSpan(start: Int32(start), length: Int32(end - start))
    return true
  }
}
