package import CloudTrail
import KMSUsage

/// A file by path and content, in eight bytes: what is kept of one that the store has forgotten.
package struct FileIdentity: Hashable, Sendable {
  let rawValue: Int64

  package init(path: String, content: FileContent) {
    let numbers = [UInt64(bitPattern: Int64(content.bytes)), content.tail]
    var bytes = [numbers[0], numbers[1], UInt64(bitPattern: content.modified)].flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    bytes += path.utf8
    rawValue = Int64(bitPattern: bytes.withUnsafeBufferPointer { Fingerprint.of($0) })
  }
}
