/// An event that stands for several of one day: the one with the smallest id, and when it was.
///
/// Its moment tells which decision on these it belongs to.
struct Example {
  private(set) var id = EventID()
  /// Of the day.
  private(set) var second: Int32 = 0

  /// No event.
  init() {}

  init(_ id: UnsafeBufferPointer<UInt8>, at second: Int32) {
    (self.id, self.second) = (EventID(id), second)
  }

  /// Keeps the one with the smaller id; a look at the first eight bytes settles most.
  mutating func keepSmaller(_ text: UnsafeBufferPointer<UInt8>, at second: Int32) {
    if id.mayFollow(text) { keepSmaller(Example(text, at: second)) }
  }

  /// Keeps the one with the smaller id, of equal ones the earlier; no id is no candidate.
  mutating func keepSmaller(_ other: Example) {
    guard !other.id.isEmpty else { return }
    if id.isEmpty || other.id.precedes(id) || !id.precedes(other.id) && other.second < second {
      self = other
    }
  }
}
