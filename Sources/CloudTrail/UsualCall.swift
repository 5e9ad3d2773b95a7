import JSONScan

/// What follows the head of a call that succeeded and answered nothing that is logged, as CloudTrail
/// writes it: nearly all calls to KMS.
extension KMSEvent {
  private static let call = Form([
    .text(",\"sourceIPAddress\":\""), .text("\",\"userAgent\":\""),
    .object("\",\"requestParameters\":"), .text(",\"responseElements\":null,\"requestID\":\""),
    .text("\",\"eventID\":\""), .list("\",\"readOnly\":true,\"resources\":"),
    .text(",\"eventType\":\""), .text("\",\"managementEvent\":true,\"recipientAccountId\":\""),
  ])
  private static let requestOutline = Outline(request)

  /// Reads the members from `start`, the byte behind the head, as far as this form goes.
  ///
  /// - Returns: the byte behind what it read; `start` for any other form.
  /// - Throws: `JSONScanError` where the request's parameters are not JSON.
  func readCall(
    from start: Int,
    close: Int,
    in buffer: ScanBuffer
  ) throws(JSONScanError) -> Int {
    guard let values = callValues(from: start, close, buffer) else { return start }
    let request = Int(values.request.start)
    try buffer.read(
      open: request,
      close: request + Int(values.request.length) - 1,
      Self.requestOutline,
      into: spans
    )
    self[set: .eventID] = values.eventID
    self[set: .resources] = values.resources
    self[set: .eventType] = values.eventType
    self[set: .recipientAccountId] = values.recipient
    return Int(values.recipient.start + values.recipient.length) + 1
  }

  private struct CallValues {
    let request, eventID, resources, eventType, recipient: TextSpan
  }

  private func callValues(from start: Int, _ close: Int, _ buffer: ScanBuffer) -> CallValues? {
    withUnsafeTemporaryAllocation(of: TextSpan.self, capacity: 8) { values in
      guard let values = values.baseAddress,
        buffer.read(open: start, before: close, nesting: .max, Self.call, into: values)
      else { return nil }
      return CallValues(
        request: values[2],
        eventID: values[4],
        resources: values[5],
        eventType: values[6],
        recipient: values[7]
      )
    }
  }
}
