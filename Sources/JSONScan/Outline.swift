import CScanKernels

/// What is wanted of an object and of the objects in it, by name: read in one walk.
///
/// `@unchecked`: nothing changes it once it is made.
package final class Outline: @unchecked Sendable {
  /// A wanted member.
  ///
  /// Names are compared as bytes: none holds a character that needs an escape.
  package struct Member {
    let name: StaticString
    let field: Int
    let members: [Member]

    /// The value itself goes to `field`.
    package static func value(_ name: StaticString, _ field: Int) -> Member {
      Member(name: name, field: field, members: [])
    }

    /// Members of the value are wanted.
    package static func object(_ name: StaticString, _ members: [Member]) -> Member {
      Member(name: name, field: -1, members: members)
    }
  }

  let table: UnsafeMutablePointer<kmsaudit_outline>
  private var objects: UInt8 = 0
  /// One more than the last field.
  private(set) var fields = 0

  package init(_ members: [Member]) {
    table = .allocate(capacity: 1)
    table.initialize(to: kmsaudit_outline())
    add(members, in: 0)
  }

  deinit { table.deallocate() }

  private func add(_ members: [Member], in object: UInt8) {
    for member in members {
      let wanted = kmsaudit_wanted(
        name: member.name.utf8Start,
        length: UInt32(member.name.utf8CodeUnitCount),
        object: object,
        enters: member.members.isEmpty ? 0 : objects + 1,
        field: Int16(member.field)
      )
      kmsaudit_want(table, wanted)
      fields = max(fields, member.field + 1)
      guard !member.members.isEmpty else { continue }
      objects += 1
      add(member.members, in: objects)
    }
  }
}

/// A run of bytes of the text.
@usableFromInline package struct TextSpan: Sendable {
  // Laid out as the kernels' `kmsaudit_span`.
  @usableFromInline package var start: Int32 = 0
  @usableFromInline package var length: Int32 = 0

  package init(start: Int32 = 0, length: Int32 = 0) {
    self.start = start
    self.length = length
  }
}

extension ScanBuffer {
  /// The bytes of a run.
  @inlinable @inline(__always)
  package func bytes(_ span: TextSpan) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text + Int(span.start), count: Int(span.length))
  }

  /// Reads the object between two braces: each wanted value goes to its field, a string without its
  /// quotes, anything else as it stands, a null not at all.
  ///
  /// What stands before `start`, the byte behind a member's value, is left out.
  ///
  /// - Throws: `JSONScanError` at the first byte that is not JSON in an object that is read.
  package func read(
    open: Int,
    close: Int,
    after start: Int = 0,
    _ outline: Outline,
    into fields: UnsafeMutablePointer<TextSpan>
  ) throws(JSONScanError) {
    let spans = UnsafeMutableRawPointer(fields).assumingMemoryBound(to: kmsaudit_span.self)
    let status = kmsaudit_read(kernel, text, blocks, open, close, start, outline.table, spans)
    if status != 0 { throw JSONScanError(offset: Int(-1 - status)) }
  }
}
