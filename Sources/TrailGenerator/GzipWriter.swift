import CZlib

/// Makes gzip members (RFC 1952) with the header that CloudTrail's writer has: no name, no time,
/// operating system 0.
package enum GzipWriter {
  package static func member(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
    var stream = z_stream()
    // Negative window bits: a bare deflate stream; header and trailer are ours.
    guard kmsaudit_deflate_init(&stream, level, -15) == Z_OK else { return [] }
    defer { deflateEnd(&stream) }
    var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 18)
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0]
    packed.replaceSubrange(0..<10, with: header)
    var input = bytes
    let size = input.withUnsafeMutableBufferPointer { source in
      packed.withUnsafeMutableBufferPointer { target -> Int in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress.map { $0 + 10 }
        stream.avail_out = UInt32(target.count - 10)
        deflate(&stream, Z_FINISH)
        return 10 + Int(stream.total_out)
      }
    }
    packed.removeSubrange(size...)
    let checksum = bytes.withUnsafeBufferPointer {
      crc32(0, $0.baseAddress, UInt32($0.count))
    }
    append(UInt32(truncatingIfNeeded: checksum), to: &packed)
    append(UInt32(truncatingIfNeeded: bytes.count), to: &packed)
    return packed
  }

  private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift)))
    }
  }
}
