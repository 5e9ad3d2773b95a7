package import KMSModel

/// What an event or an export tells, and since when: what comes later may say otherwise.
package struct Told<Value: Hashable & Sendable>: Hashable, Sendable {
  package var value: Value
  package var time: Timestamp
  package var source: PolicyEntry.Source

  package init(_ value: Value, _ time: Timestamp, _ source: PolicyEntry.Source) {
    (self.value, self.time, self.source) = (value, time, source)
  }
}
