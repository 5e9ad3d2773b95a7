#if ISAL
import CIsal

/// ISA-L: twice libz's speed.
///
/// What it finds wrong is read again with libz, so its own error codes are not told apart.
package final class IsalDecompressor: Decompressor {
  private let state = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)

  package init() {
    isal_inflate_init(state)
  }

  deinit { state.deallocate() }

  package func reset() {
    isal_inflate_reset(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
  }

  package func step(
    input: UnsafeBufferPointer<UInt8>,
    output: UnsafeMutableBufferPointer<UInt8>
  ) -> DecompressionStep {
    state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    state.pointee.avail_in = UInt32(input.count)
    state.pointee.next_out = output.baseAddress
    state.pointee.avail_out = UInt32(output.count)
    let status = isal_inflate(state)
    return DecompressionStep(
      consumed: input.count - Int(state.pointee.avail_in),
      produced: output.count - Int(state.pointee.avail_out),
      memberEnded: state.pointee.block_state == ISAL_BLOCK_FINISH,
      error: status == ISAL_DECOMP_OK ? nil : .badData
    )
  }
}
#endif
