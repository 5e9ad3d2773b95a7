public import CScanKernels

/// A growing text buffer with the structural masks of what stands in it.
///
/// One a worker, used again for every file. Offsets are into `text`; the masks are right for text
/// that was indexed from a place outside every string.
@usableFromInline package final class ScanBuffer {
  @usableFromInline package let kernel: kmsaudit_kernel
  @usableFromInline package private(set) var text: UnsafeMutablePointer<UInt8>
  package private(set) var capacity: Int
  @usableFromInline package private(set) var blocks: UnsafeMutablePointer<kmsaudit_block>
  package private(set) var members: UnsafeMutablePointer<kmsaudit_member>
  private var memberCapacity = 256

  /// Bytes past the capacity that the kernels may read.
  private static let padding = 2 * Int(KMSAUDIT_BLOCK)

  package init(capacity: Int, kernel: kmsaudit_kernel = kmsaudit_best_kernel()) {
    self.kernel = kernel
    self.capacity = capacity
    text = .allocate(capacity: capacity + Self.padding)
    blocks = .allocate(capacity: Self.blockCount(capacity))
    members = .allocate(capacity: memberCapacity)
  }

  deinit {
    text.deallocate()
    blocks.deallocate()
    members.deallocate()
  }

  private static func blockCount(_ bytes: Int) -> Int { bytes / Int(KMSAUDIT_BLOCK) + 2 }

  /// Makes room for `capacity` bytes and keeps the first `used`; the masks are lost.
  package func grow(to capacity: Int, keeping used: Int) {
    let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.padding)
    wider.update(from: text, count: used)
    text.deallocate()
    blocks.deallocate()
    text = wider
    blocks = .allocate(capacity: Self.blockCount(capacity))
    self.capacity = capacity
  }

  /// Moves `text[start..<end]` to the front.
  package func moveToFront(from start: Int, to end: Int) {
    text.update(from: text + start, count: end - start)
  }

  /// Makes the masks for `text[start..<end]`, which starts outside a string.
  ///
  /// Offsets stay those of `text`: the block of `start` is masked as if only spaces stood before
  /// it.
  package func index(from start: Int = 0, to end: Int) {
    let block = Int(KMSAUDIT_BLOCK)
    (text + end).update(repeating: 0x20, count: Self.padding)
    let first = start / block
    let covered = start - first * block
    guard covered > 0 else {
      kmsaudit_index(kernel, text + start, (end - start + block - 1) / block, blocks + first)
      return
    }
    // What stands before `start` in its block must not count; it is put back afterwards.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: block) { saved in
      guard let kept = saved.baseAddress else { return }
      kept.update(from: text + first * block, count: covered)
      (text + first * block).update(repeating: 0x20, count: covered)
      kmsaudit_index(
        kernel,
        text + first * block,
        (end - first * block + block - 1) / block,
        blocks + first
      )
      (text + first * block).update(from: kept, count: covered)
    }
  }

  /// Offset of the bracket that closes the one at `open`, or `end`.
  ///
  /// The search starts at `place`, up to which the container's brackets are known to pair.
  @inlinable @inline(__always)
  package func close(
    of open: Int,
    from place: Int? = nil,
    before end: Int,
    nesting: Int,
    tooDeep: inout Bool
  ) -> Int {
    var deep: Int32 = 0
    let (start, depth) = place.map { ($0, 1) } ?? (open, 0)
    let place = kmsaudit_close(
      kernel,
      blocks,
      start,
      UInt32(depth),
      end,
      UInt32(clamping: nesting),
      &deep
    )
    tooDeep = deep != 0
    return place
  }

  /// Offset of the first unescaped quote at or after `start`, or `end`.
  @inlinable @inline(__always)
  package func quote(from start: Int, before end: Int) -> Int {
    kmsaudit_quote(blocks, start, end)
  }

  /// Offset of the first `needle` in `text[start..<end]`, or `end`.
  @inlinable @inline(__always)
  package func find(_ needle: Needle, from start: Int, before end: Int) -> Int {
    kmsaudit_find(kernel, text, start, end, needle.raw)
  }

  /// Lists the members of the object, or the elements of the array, between two brackets into
  /// `members`, which the next call overwrites.
  ///
  /// - Returns: how many there are.
  /// - Throws: `JSONScanError` at the first byte that is not JSON.
  package func listMembers(open: Int, close: Int) throws(JSONScanError) -> Int {
    while true {
      let count = kmsaudit_members(kernel, text, blocks, open, close, members, memberCapacity)
      if count >= 0 { return Int(count) }
      if count != Int64.min { throw JSONScanError(offset: Int(-1 - count)) }
      members.deallocate()
      memberCapacity *= 4
      members = .allocate(capacity: memberCapacity)
    }
  }
}

/// Text that is not JSON, at this offset of the scanned buffer.
package struct JSONScanError: Error, Hashable, Sendable {
  package let offset: Int

  package init(offset: Int) { self.offset = offset }
}
