import CZlib

/// Makes gzip members (RFC 1952) with the header that CloudTrail's writer has: no name, no time,
/// operating system 0.
package enum GzipWriter {
  package static func member(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
    member(pieces: [bytes], level: level)
  }

  /// A member of which each piece can be read before the next one begins: cut anywhere behind the
  /// end of a piece, it still gives that piece whole.
  package static func member(pieces: [[UInt8]], level: Int32 = 6) -> [UInt8] {
    guard let member = GzipMember(level: level) else { return [] }
    for (index, piece) in pieces.enumerated() {
      if index > 0 { member.flush() }
      member.append(piece)
    }
    member.finish()
    return member.take()
  }

  /// The beginning of such a member: all of `pieces`, and nothing behind them.
  package static func cutMember(pieces: [[UInt8]], level: Int32 = 6) -> [UInt8] {
    guard let member = GzipMember(level: level) else { return [] }
    for piece in pieces {
      member.append(piece)
      member.flush()
    }
    return member.take()
  }
}

/// One gzip member, made piece by piece, so that a file of any size needs no memory of its size.
package final class GzipMember {
  private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0]

  /// zlib keeps the address of its stream.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
  private var packed = GzipMember.header
  private var checksum: UInt = 0
  private var size: UInt32 = 0

  /// Nil when zlib has no memory.
  ///
  /// - Parameter level: zlib's, 0…9.
  package init?(level: Int32 = 6) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Negative window bits: a bare deflate stream; header and trailer are ours.
    guard kmsaudit_deflate_init(stream, level, -15) == Z_OK else { return nil }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  package func append(_ bytes: [UInt8]) {
    var input = bytes
    checksum = input.withUnsafeBufferPointer { crc32_z(checksum, $0.baseAddress, $0.count) }
    size &+= UInt32(truncatingIfNeeded: input.count)
    input.withUnsafeMutableBufferPointer { source in
      var start = 0
      while start < source.count {
        let count = min(source.count - start, 1 << 30)
        stream.pointee.next_in = source.baseAddress.map { $0 + start }
        stream.pointee.avail_in = UInt32(count)
        deflateAll(Z_NO_FLUSH)
        start += count
      }
    }
  }

  /// Makes all that was appended readable from what is packed so far.
  package func flush() { deflateAll(Z_SYNC_FLUSH) }

  package func finish() {
    deflateAll(Z_FINISH)
    append(word: UInt32(truncatingIfNeeded: checksum))
    append(word: size)
  }

  /// Hands over what is packed and not yet taken.
  package func take() -> [UInt8] {
    defer { packed = [] }
    return packed
  }

  private func deflateAll(_ flush: Int32) {
    repeat {
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(output.count)
      deflate(stream, flush)
      packed.append(contentsOf: output[..<(output.count - Int(stream.pointee.avail_out))])
    } while stream.pointee.avail_out == 0
  }

  private func append(word: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) {
      packed.append(UInt8(truncatingIfNeeded: word >> UInt32(shift)))
    }
  }
}
