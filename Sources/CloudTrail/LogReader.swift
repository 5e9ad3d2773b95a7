import JSONScan

/// How reading one file ended.
package struct FileReading: Sendable {
  package enum Ending: Sendable { case complete, incomplete, unreadable, cancelled, needsReference }
  package var ending: Ending
  package var compressedBytes = 0
  package var uncompressedBytes = 0
  /// What concerns the file as a whole; a record's own problems went to the sink.
  package var problems: [ReadProblem] = []
  /// What was read.
  package var content = FileContent()
}

/// Which decompressor reads.
package enum Engine: Sendable {
  /// ISA-L where it is built in. At anything but a clean stream it gives up: whoever called takes
  /// back what the sink was given and reads again with libz, so both builds say the same of every
  /// file.
  case fast
  /// libz.
  case reference
}

/// Reads log files, one after the other, with constant memory.
///
/// One a worker.
package final class LogReader {
  private let buffer: ScanBuffer
  private let stream = LogStream()
  private let framer: Framer
  private let limits: ReadLimits
  private let reference: ZlibDecompressor
  private let fast: any Decompressor

  /// The text that is looked at in one piece: fits the second-level cache beside its masks.
  package static let bufferBytes = 256 << 10

  package init(limits: ReadLimits, sink: any RecordSink, bufferBytes: Int = bufferBytes) throws {
    self.limits = limits
    buffer = ScanBuffer(capacity: bufferBytes)
    let records = RecordReader(sink: sink, buffer: buffer, nesting: limits.nesting)
    framer = Framer(buffer: buffer, records: records, limits: limits) { problem in
      sink.receive(malformed: problem)
    }
    reference = try ZlibDecompressor()
    #if ISAL
    fast = IsalDecompressor()
    #else
    fast = reference
    #endif
  }

  /// Reads one file to its end, into the sink.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard input.
  ///   - engine: who inflates.
  ///   - keepsGoing: asked once a buffer with the bytes so far, and while a pipe has none; false stops
  ///     it.
  /// - Returns: how it ended, and what concerns the file as a whole.
  package func read(
    _ path: String,
    with engine: Engine,
    keepsGoing: (_ uncompressedBytes: Int) -> Bool
  ) -> FileReading {
    withoutActuallyEscaping(keepsGoing) { keepsGoing in
      stream.keepsWaiting = { [stream] in keepsGoing(stream.uncompressedBytes) }
      defer { stream.keepsWaiting = { true } }
      return readStream(path, engine, keepsGoing)
    }
  }

  private func readStream(
    _ path: String,
    _ engine: Engine,
    _ keepsGoing: (Int) -> Bool
  ) -> FileReading {
    framer.reset()
    do {
      try stream.open(path, with: engine == .fast ? fast : reference)
    } catch {
      return FileReading(ending: .unreadable, problems: [ReadProblem(error.code, error.reason)])
    }
    defer { stream.close() }
    var reading = FileReading(ending: .complete)
    run(engine, keepsGoing, &reading)
    reading.compressedBytes = stream.compressedBytes
    reading.uncompressedBytes = stream.uncompressedBytes
    reading.content = stream.content
    return reading
  }

  private func run(
    _ engine: Engine,
    _ keepsGoing: (Int) -> Bool,
    _ reading: inout FileReading
  ) {
    var used = 0
    var base = 0
    while true {
      let room = UnsafeMutableBufferPointer(
        start: buffer.text + used,
        count: buffer.capacity - used
      )
      let count = stream.read(into: room)
      if isFast(engine), stream.failure is GzipError {
        reading.ending = .needsReference
        return
      }
      used += count
      let isLast = count < room.count
      buffer.index(to: used)
      let consumed = framer.consume(to: used, base: base, isLast: isLast)
      guard framer.isLogFile else { return reading.end(.unreadable, notALog) }
      if isLast { return finish(unread: used - consumed, &reading) }
      if let problem = limitReached { return reading.end(.incomplete, problem) }
      guard keepsGoing(stream.uncompressedBytes) else { return reading.end(.cancelled, nil) }
      buffer.moveToFront(from: consumed, to: used)
      (used, base) = (used - consumed, base + consumed)
      // Doubling keeps the work on a long record linear in its length.
      if used > buffer.capacity / 2 { buffer.grow(to: buffer.capacity * 2, keeping: used) }
    }
  }

  private func isFast(_ engine: Engine) -> Bool { engine == .fast && fast !== reference }

  private func finish(unread: Int, _ reading: inout FileReading) {
    if !framer.foundAnything, framer.isComplete, unread == 0, stream.failure == nil {
      reading.end(.unreadable, ReadProblem("empty-file", "it holds nothing"))
    }
    switch stream.failure {
    case let error as GzipError:
      let problem = ReadProblem(error.rawValue, error.reason, byte: stream.uncompressedBytes)
      reading.end(.incomplete, problem)
    case let error as FileError:
      reading.end(.incomplete, ReadProblem(error.code, error.reason))
    default:
      break
    }
    if unread > 0 || !framer.isComplete, stream.failure == nil {
      reading.end(.incomplete, ReadProblem("truncated", "the text ends inside a value"))
    }
    if let problem = limitReached { reading.end(.incomplete, problem) }
    if stream.hasChanged {
      reading.end(
        .incomplete,
        ReadProblem("changed-while-read", "it was written to meanwhile; the next run reads it anew")
      )
    }
    if stream.trailingBytes > 0 {
      reading.problems.append(
        ReadProblem("trailing-bytes", "\(stream.trailingBytes) bytes stand behind the gzip data")
      )
    }
  }

  private var notALog: ReadProblem {
    ReadProblem("not-a-log", "it is neither gzip nor JSON, or the JSON holds no records")
  }

  private var limitReached: ReadProblem? {
    let bytes = stream.uncompressedBytes
    if bytes > limits.fileBytes {
      return ReadProblem("file-too-large", "more than \(limits.fileBytes) bytes uncompressed")
    }
    if bytes > 1 << 20, bytes / max(1, stream.compressedBytes) > limits.compressionRatio {
      return ReadProblem(
        "compression-ratio",
        "more than \(limits.compressionRatio) times its compressed size"
      )
    }
    return nil
  }
}

extension FileReading {
  fileprivate mutating func end(_ ending: Ending, _ problem: ReadProblem?) {
    self.ending = ending
    if let problem { problems.append(problem) }
  }
}
