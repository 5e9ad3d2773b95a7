import CZlib
import Testing
import TrailGenerator

@Suite struct GzipWriterTests {
  private let text = Array(
    String(repeating: "{\"eventSource\":\"kms.amazonaws.com\"},", count: 9000).utf8
  )

  @Test(arguments: [0, 1, 6, 9] as [Int32])
  func `a member gives back what went in`(level: Int32) {
    let read = inflated(GzipWriter.member(text, level: level))
    #expect(read.text == text)
    #expect(read.isWhole)
  }

  @Test func `an empty member is whole`() {
    let read = inflated(GzipWriter.member([]))
    #expect(read.text.isEmpty)
    #expect(read.isWhole)
  }

  @Test func `pieces and the whole give the same text`() {
    let pieces = [Array(text[..<1000]), [], Array(text[1000...])]
    let read = inflated(GzipWriter.member(pieces: pieces))
    #expect(read.text == text)
    #expect(read.isWhole)
  }

  @Test func `a cut member gives all its pieces and no end`() {
    let read = inflated(
      GzipWriter.cutMember(pieces: [Array(text[..<5000]), Array(text[5000...7000])])
    )
    #expect(read.text == Array(text[...7000]))
    #expect(!read.isWhole)
  }

  @Test func `what is taken early and late is one file`() throws {
    let member = try #require(GzipMember())
    var file: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 50_000) {
      member.append(Array(text[start..<min(start + 50_000, text.count)]))
      file += member.take()
    }
    member.finish()
    #expect(inflated(file + member.take()).text == text)
  }

  /// The first member, by zlib.
  private func inflated(_ bytes: [UInt8]) -> (text: [UInt8], isWhole: Bool) {
    var stream = z_stream()
    guard kmsaudit_inflate_init(&stream, 31) == Z_OK else { return ([], false) }
    defer { inflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: text.count + 1)
    let status = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return inflate(&stream, Z_SYNC_FLUSH)
      }
    }
    return (Array(output.prefix(Int(stream.total_out))), status == Z_STREAM_END)
  }
}
