import CZlib

/// libz: the reference.
package final class ZlibDecompressor: Decompressor {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  package init() throws(GzipError) {
    stream.initialize(to: z_stream())
    // 15 bits of window, and 16: a gzip wrapper and no other.
    guard kmsaudit_inflate_init(stream, 15 + 16) == Z_OK else { throw .outOfMemory }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  package func reset() throws(GzipError) {
    guard inflateReset(stream) == Z_OK else { throw .outOfMemory }
  }

  package func step(
    input: UnsafeBufferPointer<UInt8>,
    output: UnsafeMutableBufferPointer<UInt8>
  ) -> DecompressionStep {
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    let status = inflate(stream, Z_NO_FLUSH)
    return DecompressionStep(
      consumed: input.count - Int(stream.pointee.avail_in),
      produced: output.count - Int(stream.pointee.avail_out),
      memberEnded: status == Z_STREAM_END,
      error: error(status)
    )
  }

  /// libz tells its data errors apart by text alone (zlib.h, `inflate`; inflate.c).
  private func error(_ status: Int32) -> GzipError? {
    switch status {
    case Z_OK, Z_STREAM_END, Z_BUF_ERROR: return nil
    case Z_MEM_ERROR: return .outOfMemory
    default: break
    }
    guard let message = stream.pointee.msg else { return .badData }
    switch String(cString: message) {
    case "incorrect data check": return .wrongChecksum
    case "incorrect length check": return .wrongLength
    case "incorrect header check", "unknown compression method", "unknown header flags set",
      "header crc mismatch":
      return .badHeader
    default: return .badData
    }
  }
}
