/// A store's bytes that this program cannot have written.
package struct ArchiveError: Error, Hashable, Sendable {
  /// Where in the bytes.
  package let offset: Int
}

/// Numbers and texts one behind the other: numbers in four bytes, little-endian, texts behind their
/// length.
struct ArchiveWriter {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ number: Int32) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add<let count: Int>(_ numbers: InlineArray<count, Symbol>) {
    for index in 0..<count { add(numbers[index]) }
  }

  mutating func add(_ text: some Collection<UInt8>) {
    add(Int32(text.count))
    bytes.append(contentsOf: text)
  }

  mutating func add(_ id: EventID) {
    id.withBytes { id in
      add(Int32(id.count))
      bytes.append(contentsOf: id)
    }
  }

  mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }

  /// The count, then the elements.
  mutating func add<Elements: Collection>(
    _ list: Elements,
    _ body: (inout Self, Elements.Element) -> Void
  ) {
    add(Int32(list.count))
    for element in list { body(&self, element) }
  }
}

/// Reads what `ArchiveWriter` wrote.
struct ArchiveReader {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }
  var error: ArchiveError { ArchiveError(offset: offset) }

  mutating func number() throws(ArchiveError) -> Int32 {
    guard offset + 4 <= bytes.count else { throw error }
    defer { offset += 4 }
    return bytes.withUnsafeBytes {
      Int32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Int32.self))
    }
  }

  /// A number from 0 up to a limit.
  mutating func index(below limit: Int) throws(ArchiveError) -> Int32 {
    let index = try number()
    guard index >= 0, index < limit else { throw error }
    return index
  }

  mutating func value<Value: RawRepresentable<UInt8>>() throws(ArchiveError) -> Value {
    guard let value = Value(rawValue: UInt8(try index(below: 256))) else { throw error }
    return value
  }

  mutating func flag() throws(ArchiveError) -> Bool { try index(below: 2) == 1 }

  mutating func text() throws(ArchiveError) -> [UInt8] {
    let count = Int(try index(below: bytes.count - offset + 1))
    guard offset + count <= bytes.count else { throw error }
    defer { offset += count }
    return Array(bytes[offset..<(offset + count)])
  }

  mutating func list<Element>(
    _ element: (inout Self) throws(ArchiveError) -> Element
  ) throws(ArchiveError) -> [Element] {
    // Each has a byte at least: a hostile count must not reserve memory.
    let count = try index(below: bytes.count - offset + 1)
    var elements: [Element] = []
    elements.reserveCapacity(Int(count))
    for _ in 0..<count { elements.append(try element(&self)) }
    return elements
  }
}
