import JSONScan

/// Values that do not end where they should.
extension Framer {
  /// The value at `at` does not end in the buffer: is it cut off, too large, or has it lost its
  /// end? nil: more bytes will tell.
  func incomplete(_ at: Int) -> Int? {
    let length = end - at
    if isLast || length > Self.suspiciousLength {
      let next = findStart(from: at + 1)
      if next < end {
        recordCount += 1
        reportRecord(
          ReadProblem("malformed-json", "it does not end before the next record starts"),
          at: at
        )
        return restart(at: next)
      }
    }
    guard length > limits.recordBytes else { return nil }
    return breakOff(at, "record-too-large", "it has more than \(limits.recordBytes) bytes")
  }

  func reportRecord(_ problem: ReadProblem, at offset: Int) {
    var problem = problem
    problem.record = recordCount
    problem.byte = base + offset
    report(problem)
  }

  func breakOff(_ at: Int, _ code: String, _ reason: String) -> Int {
    recordCount += 1
    foundAnything = true
    reportRecord(ReadProblem(code, reason), at: at)
    return resume(at + 1)
  }

  /// Goes on at the next start of a record, or drops what cannot hold one.
  func resume(_ at: Int) -> Int {
    let next = findStart(from: at)
    isLost = next >= end
    if !isLost { return restart(at: next) }
    // The start may be cut by the buffer's end: a name and the space before it stay.
    return isLast ? end : max(at, end - 256)
  }

  func restart(at next: Int) -> Int {
    buffer.index(from: next, to: end)
    return next
  }

  /// The next brace behind a comma, a bracket or a line end, with the first member name of this
  /// file's records behind it; `end` if there is none.
  ///
  /// Such a name cannot stand inside a text, where its quotes are escaped.
  func findStart(from start: Int) -> Int {
    var from = start
    while true {
      let name = buffer.find(firstName, from: from, before: end)
      guard name < end else { return end }
      let brace = lastNonSpace(before: name, from: start)
      if brace.offset >= start, buffer.text[brace.offset] == UInt8(ascii: "{") {
        let before = lastNonSpace(before: brace.offset, from: 0)
        if before.sawLineEnd || before.offset < 0
          || ",[".utf8.contains(buffer.text[before.offset])
        {
          return brace.offset
        }
      }
      from = name + 1
    }
  }

  private func lastNonSpace(before offset: Int, from start: Int) -> (offset: Int, sawLineEnd: Bool)
  {
    var at = offset - 1
    var sawLineEnd = false
    while at >= start, buffer.skipSpace(from: at, before: at + 1) > at {
      if buffer.text[at] == 0x0A { sawLineEnd = true }
      at -= 1
    }
    return (at, sawLineEnd)
  }
}
