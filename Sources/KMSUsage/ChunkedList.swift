#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Memory in chunks of one size, taken from the system and given back to it chunk by chunk.
///
/// What `free` takes stays with the thread that allocated it: it would count on top of all that
/// comes after.
struct ChunkArena: ~Copyable {
  static let chunkBytes = 32 << 10
  private static let slabBytes = 8 << 20

  private var slabs: [UnsafeMutableRawPointer] = []
  private var used = Self.slabBytes

  deinit { for slab in slabs { munmap(slab, Self.slabBytes) } }

  mutating func chunk() -> UnsafeMutableRawPointer {
    if used == Self.slabBytes {
      let flags = MAP_PRIVATE | MAP_ANONYMOUS
      guard let slab = mmap(nil, Self.slabBytes, PROT_READ | PROT_WRITE, flags, -1, 0),
        slab != MAP_FAILED
      else { fatalError("out of memory") }
      slabs.append(slab)
      used = 0
    }
    guard let slab = slabs.last else { preconditionFailure("a slab was just made") }
    defer { used += Self.chunkBytes }
    return slab + used
  }

  /// The chunk's content is gone, and its memory the system's.
  static func discard(_ chunk: UnsafeBufferPointer<some BitwiseCopyable>) {
    guard let start = chunk.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: start), chunkBytes, MADV_DONTNEED)
  }
}

/// A growing list of plain values in chunks of an arena: growing never copies, so it never needs
/// room twice, and what is read can be given back chunk by chunk.
struct ChunkedList<Element: BitwiseCopyable>: ~Copyable {
  private var chunks: [UnsafeMutablePointer<Element>] = []
  private(set) var count = 0

  private static var chunkCount: Int { ChunkArena.chunkBytes / MemoryLayout<Element>.stride }

  init() {}

  @inline(__always)
  mutating func append(_ element: Element, _ arena: inout ChunkArena) {
    let place = count % Self.chunkCount
    if place == 0, count / Self.chunkCount == chunks.count {
      chunks.append(arena.chunk().bindMemory(to: Element.self, capacity: Self.chunkCount))
    }
    chunks[count / Self.chunkCount][place] = element
    count += 1
  }

  /// Forgets everything past the first `count`.
  mutating func truncate(to count: Int) { self.count = count }

  /// Moves out the content, chunk by chunk: whoever takes one gives it back to the system.
  mutating func takeChunks() -> [UnsafeBufferPointer<Element>] {
    defer { (chunks, count) = ([], 0) }
    return chunks.enumerated().map { index, chunk in
      let filled = min(Self.chunkCount, max(0, count - index * Self.chunkCount))
      return UnsafeBufferPointer(start: chunk, count: filled)
    }
  }
}
