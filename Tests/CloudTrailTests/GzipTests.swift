import CloudTrail
import Testing
import TrailGenerator

/// gzip as RFC 1952 has it, whole and damaged, with ISA-L and with libz.
@Suite struct GzipTests {
  private static let text = Array(Sample.file(Sample.three).utf8)
  private static let packed = GzipWriter.member(text)
  private static let empty = GzipWriter.member([])

  /// The member with the optional parts of the header that `flags` asks for.
  private static func header(_ flags: UInt8, _ parts: [UInt8]) -> [UInt8] {
    var bytes = packed
    bytes[3] = flags
    return Array(bytes[..<10]) + parts + bytes[10...]
  }

  static let whole: [(String, [UInt8])] = [
    ("one member", packed),
    (
      "two members", GzipWriter.member(Array(text[..<300])) + GzipWriter.member(Array(text[300...]))
    ),
    ("empty members around", empty + packed + empty + empty),
    ("an extra field", header(4, [3, 0, 1, 2, 3])),
    ("a name", header(8, Array("log.json\0".utf8))),
    ("a comment", header(16, Array("by hand\0".utf8))),
    ("extra field, name and comment", header(28, [1, 0, 9] + Array("a\0b\0".utf8))),
    ("no compression", GzipWriter.member(text, level: 0)),
    ("plain text", text),
  ]

  @Test(arguments: whole.indices, [Engine.fast, .reference])
  func `whole data is read whole`(_ index: Int, _ engine: Engine) throws {
    let (name, bytes) = Self.whole[index]
    let reading = try Reading(bytes, engine: engine)
    #expect(reading.records == Sample.expected, "\(name)")
    #expect(reading.ending == .complete && reading.codes == [], "\(name)")
  }

  private static func changed(_ back: Int) -> [UInt8] {
    var bytes = packed
    bytes[bytes.count - back] ^= 1
    return bytes
  }

  static let damaged: [(String, [UInt8], String, FileReading.Ending)] = [
    ("a wrong CRC", changed(8), "wrong-crc", .incomplete),
    ("a wrong length", changed(4), "wrong-length", .incomplete),
    ("a cut trailer", packed.dropLast(3), "truncated-gzip", .incomplete),
    ("bytes behind", packed + Array("behind".utf8), "trailing-bytes", .complete),
    ("zeroes behind", packed + [0, 0, 0], "trailing-bytes", .complete),
  ]

  @Test(arguments: damaged.indices)
  func `damage behind the records is said, and they count`(_ index: Int) throws {
    let (name, bytes, code, ending) = Self.damaged[index]
    let reading = try Reading(bytes, engine: .reference)
    #expect(reading.records == Sample.expected, "\(name)")
    #expect(reading.codes == [code] && reading.ending == ending, "\(name)")
    // ISA-L says the same or gives up, and then libz reads again.
    let fast = try Reading(bytes, engine: .fast)
    #expect(fast == reading || fast.ending == .needsReference, "\(name)")
  }

  @Test func `a second member that is damaged does not cost the first`() throws {
    let first = GzipWriter.member(Array((Sample.three[0] + "\n").utf8))
    let second = GzipWriter.member(Array(Sample.three[2].utf8)).dropLast(20)
    let reading = try Reading(first + second, engine: .reference)
    #expect(reading.records.first == Sample.expected[0])
    #expect(reading.codes == ["truncated-gzip"] && reading.ending == .incomplete)
  }

  @Test func `damage tells how far the text was read`() throws {
    #expect(try Reading(Self.changed(8), engine: .reference).readBytes == [Self.text.count])
    let first = GzipWriter.member(Array(Self.text[..<300]))
    let second = GzipWriter.member(Array(Self.text[300...]), level: 0)
    // Ten bytes of header and five of the stored block stand before the text.
    let cut = first + second[..<(15 + 100)]
    #expect(try Reading(Array(cut), engine: .reference).readBytes == [400])
  }

  @Test func `a header with a reserved flag is damaged, whoever inflates`() throws {
    let bytes = Self.header(0x20, [])
    let reading = try Reading(bytes, engine: .reference)
    #expect(reading.codes == ["bad-gzip-header"] && reading.ending == .incomplete)
    let fast = try Reading(bytes, engine: .fast)
    #expect(fast == reading || fast.ending == .needsReference)
  }

  @Test func `a bomb is stopped at the asked ratio`() throws {
    let note = String(repeating: "0", count: 4 << 20)
    let bomb = GzipWriter.member(Array(Sample.file([Sample.record(1, note: note)]).utf8), level: 9)
    var limits = ReadLimits()
    limits.compressionRatio = 100
    let reading = try Reading(bomb, engine: .reference, limits: limits)
    #expect(reading.codes == ["compression-ratio"] && reading.ending == .incomplete)
  }

  @Test func `a file is stopped at the asked size`() throws {
    let records = (0..<4000).map { Sample.record($0) }
    var limits = ReadLimits()
    limits.fileBytes = 300_000
    let reading = try Reading(Array(Sample.file(records).utf8), limits: limits)
    #expect(reading.codes == ["file-too-large"] && reading.ending == .incomplete)
    #expect(reading.records.count > 500 && reading.records.count < 4000)
  }

  @Test func `a file that is hardly larger than asked is told too`() throws {
    var limits = ReadLimits()
    limits.fileBytes = Self.text.count
    #expect(try Reading(Self.packed, limits: limits).ending == .complete)
    limits.fileBytes -= 1
    let reading = try Reading(Self.packed, limits: limits)
    #expect(reading.codes == ["file-too-large"] && reading.ending == .incomplete)
  }
}
