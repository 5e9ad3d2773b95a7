/// A file that is no log, such as a list of paths: short enough to be in memory as a whole.
package enum WholeFile {
  /// All bytes of a file, or of a pipe up to its end; `-` is standard input.
  ///
  /// - Throws: what the system says.
  package static func bytes(of path: String) throws(FileError) -> [UInt8] {
    let source = ByteSource(capacity: 64 << 10)
    try source.open(path)
    var bytes: [UInt8] = []
    while true {
      try source.fill()
      let piece = source.unread
      if piece.isEmpty { return bytes }
      bytes += piece
      source.consume(piece.count)
    }
  }
}
