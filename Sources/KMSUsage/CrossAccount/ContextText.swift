import CloudTrail

/// The encryption contexts of a request as JSON, as they stand in its record; empty without.
struct ContextText: Hashable, Sendable {
  let first: [UInt8]
  /// Of a ReEncrypt the destination's.
  let second: [UInt8]

  init(_ event: KMSEvent) {
    let fields = event.contextFields
    first = Array(event[fields.first])
    second = fields.second.map { Array(event[$0]) } ?? []
  }

  init(first: [UInt8], second: [UInt8]) { (self.first, self.second) = (first, second) }
}

/// What several requests have in common of their encryption contexts.
struct CommonContexts: Sendable {
  private(set) var first: ContextEntries
  /// Of a ReEncrypt the destination's.
  private(set) var second: ContextEntries

  init(_ text: ContextText) {
    first = ContextEntries(text.first)
    second = ContextEntries(text.second)
  }

  var isEmpty: Bool { first.isEmpty && second.isEmpty }

  mutating func meet(_ other: CommonContexts) {
    first.meet(other.first)
    second.meet(other.second)
  }

  mutating func meet(_ event: KMSEvent) {
    let fields = event.contextFields
    first.meet(event, fields.first)
    if let field = fields.second { second.meet(event, field) }
  }
}

extension KMSEvent {
  /// Where the contexts of a request stand: of its first key, and of the destination of a ReEncrypt.
  fileprivate var contextFields: (first: Field, second: Field?) {
    self[.eventName].isEqual("ReEncrypt")
      ? (.sourceEncryptionContext, .encryptionContext) : (.encryptionContext, nil)
  }
}
