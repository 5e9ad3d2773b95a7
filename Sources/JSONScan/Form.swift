public import CScanKernels

/// The members with which a writer always begins an object, in its own order and without white
/// space: to be read without looking any of them up.
///
/// `@unchecked`: nothing changes it once it is made.
package final class Form: @unchecked Sendable {
  let steps: UnsafeMutableBufferPointer<kmsaudit_step>

  /// A member whose value is wanted, or only stepped over.
  ///
  /// Zeroes in a literal are a gap: the inside of a text of that length, which is not wanted.
  package struct Step {
    let literal: StaticString
    /// 0 for a text.
    let bracket: UInt8

    /// After the bytes of `literal`, at most 63, whose last is the text's opening quote.
    package static func text(_ literal: StaticString) -> Step { Step(literal: literal, bracket: 0) }

    /// After the bytes of `literal`, at most 63.
    package static func object(_ literal: StaticString) -> Step {
      Step(literal: literal, bracket: UInt8(ascii: "{"))
    }

    /// After the bytes of `literal`, at most 63.
    package static func list(_ literal: StaticString) -> Step {
      Step(literal: literal, bracket: UInt8(ascii: "["))
    }
  }

  package init(_ steps: [Step]) {
    self.steps = .allocate(capacity: steps.count)
    for (index, step) in steps.enumerated() {
      self.steps.initializeElement(
        at: index,
        to: kmsaudit_make_step(
          step.literal.utf8Start,
          UInt32(step.literal.utf8CodeUnitCount),
          step.bracket
        )
      )
    }
  }

  deinit { steps.deallocate() }
}

extension ScanBuffer {
  /// Reads the beginning of the object at `open`: for each step the place of its value, a text
  /// without its quotes.
  ///
  /// - Returns: false when the object does not begin so, or `end` comes first.
  package func read(
    open: Int,
    before end: Int,
    nesting: Int,
    _ form: Form,
    into values: UnsafeMutablePointer<TextSpan>
  ) -> Bool {
    let spans = UnsafeMutableRawPointer(values).assumingMemoryBound(to: kmsaudit_span.self)
    let steps = form.steps
    return
      kmsaudit_form(
        kernel,
        text,
        blocks,
        open,
        end,
        UInt32(clamping: nesting),
        steps.baseAddress,
        steps.count,
        spans
      ) != 0
  }

  /// Offset of the last `needle` in `text[start..<end]`, or `end`.
  @inlinable @inline(__always)
  package func findLast(_ needle: Needle, from start: Int, before end: Int) -> Int {
    kmsaudit_find_last(kernel, text, start, end, needle.raw)
  }
}
