import AuditEngine
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A run on a terminal: its progress is shown, and Ctrl-C ends it in good order.
struct Session {
  let quiet: Bool

  func run<Answer>(_ body: (ScanProgress) throws(AuditError) -> Answer) throws(AuditError) -> Answer
  {
    let progress = ScanProgress()
    let signals = [SIGINT, SIGTERM].map { cancel(progress, on: $0) }
    let line = quiet || !Terminal.isErrorTerminal ? nil : ProgressLine(progress)
    defer {
      line?.end()
      for source in signals { source.cancel() }
    }
    return try body(progress)
  }

  private func cancel(_ progress: ScanProgress, on number: Int32) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler { progress.cancel() }
    source.resume()
    return source
  }
}

/// One line on standard error, written anew a few times a second.
final class ProgressLine {
  private let timer: any DispatchSourceTimer

  init(_ progress: ScanProgress) {
    let start = ContinuousClock.now
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + .milliseconds(200), repeating: .milliseconds(200))
    timer.setEventHandler {
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      Terminal.write(
        Array("\r\u{1B}[2K\(Self.text(progress, seconds))".utf8),
        to: STDERR_FILENO
      )
    }
    timer.resume()
    self.timer = timer
  }

  func end() {
    timer.cancel()
    Terminal.write(Array("\r\u{1B}[2K".utf8), to: STDERR_FILENO)
  }

  private static func text(_ progress: ScanProgress, _ seconds: Double) -> String {
    let done = progress.compressedDone.load(ordering: .relaxed)
    let total = max(1, progress.compressedTotal.load(ordering: .relaxed))
    let bytes = Double(progress.uncompressedDone.load(ordering: .relaxed))
    let files = progress.filesDone.load(ordering: .relaxed)
    let left = done > 0 ? Int(seconds * Double(total - done) / Double(done)) : 0
    let rate = Int(bytes / max(seconds, 0.001) / 10_000_000)
    return "\(files) of \(progress.filesTotal.load(ordering: .relaxed)) files, "
      + "\(min(100, done * 100 / total)) %, \(rate / 100).\(rate % 100 / 10) GB/s, \(left) s left"
  }
}
