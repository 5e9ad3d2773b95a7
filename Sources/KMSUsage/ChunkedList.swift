/// A growing list of plain values in chunks of constant size: growing never copies, so it never
/// needs room twice, and what is read can be freed chunk by chunk.
struct ChunkedList<Element: BitwiseCopyable>: ~Copyable {
  private var chunks: [UnsafeMutablePointer<Element>] = []
  private(set) var count = 0

  static var chunkCount: Int { 2048 }

  init() {}

  deinit { for chunk in chunks { chunk.deallocate() } }

  @inline(__always)
  mutating func append(_ element: Element) {
    let place = count % Self.chunkCount
    if place == 0, count / Self.chunkCount == chunks.count {
      chunks.append(.allocate(capacity: Self.chunkCount))
    }
    chunks[count / Self.chunkCount][place] = element
    count += 1
  }

  /// Forgets everything past the first `count`.
  mutating func truncate(to count: Int) { self.count = count }

  /// Moves the content to the end of `target` and frees the chunks.
  mutating func drain(into target: inout [Element]) {
    target.reserveCapacity(target.count + count)
    for (index, chunk) in chunks.enumerated() {
      let filled = min(Self.chunkCount, max(0, count - index * Self.chunkCount))
      target.append(contentsOf: UnsafeBufferPointer(start: chunk, count: filled))
      chunk.deallocate()
    }
    chunks = []
    count = 0
  }
}
