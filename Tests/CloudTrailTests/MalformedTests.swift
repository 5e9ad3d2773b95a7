import CloudTrail
import TestSupport
import Testing

/// A bad record costs itself alone, and it is said where it stands.
@Suite struct MalformedTests {
  private static let good = Sample.record(2)

  static let broken: [(String, String)] = [
    ("no end", String(good.dropLast())),
    ("a brace too many", good + "}"),
    ("a quote missing", good.replacing("\"Decrypt\"", with: "\"Decrypt")),
    ("a colon missing", good.replacing("\"eventID\":", with: "\"eventID\"")),
    ("a time that is none", good.replacing("2026-11-22T", with: "2026-13-22T")),
    ("no source", good.replacing("eventSource", with: "eventSauce")),
    ("a number", "12"), ("a text", "\"text\""), ("null", "null"), ("an array", "[1]"),
  ]

  @Test(arguments: broken.indices)
  func `the records around a bad one count`(_ index: Int) throws {
    let (name, bad) = Self.broken[index]
    let reading = try Reading(Sample.file([Sample.record(1), bad, Sample.record(3)]))
    #expect(reading.records == [Sample.expected[0], Sample.expected[2]], "\(name)")
    #expect(reading.bad.count == 1, "\(name): \(reading.bad)")
    // {"Records":[ has 12 bytes, and a comma stands before the second record.
    let place = 12 + Sample.record(1).utf8.count + 1
    #expect(reading.bad.first?.hasSuffix("@2:\(place)") == true, "\(name): \(reading.bad)")
  }

  @Test func `a place is one of the uncompressed stream, far behind the first buffer`() throws {
    var records = (0..<3000).map { Sample.record($0) }
    let place = 12 + records[..<2500].reduce(0) { $0 + $1.utf8.count + 1 }
    records[2500] = records[2500].replacing("2026-11-22T", with: "yesterday:")
    let reading = try Reading(Sample.file(records))
    #expect(reading.bad == ["bad-event-time@2501:\(place)"])
    #expect(reading.records.count == 2999)
  }

  @Test func `what never becomes a record again ends`() throws {
    let text = "{\"Records\":[\(Self.good),}" + String(repeating: "no record ", count: 200_000)
    let reading = try Reading(text)
    #expect(reading.records.count == 1 && reading.ending == .incomplete)
    #expect(reading.bad.count == 1)
  }

  @Test func `a record above the limits is left out alone`() throws {
    var limits = ReadLimits()
    limits.recordBytes = 2000
    limits.nesting = 5
    let deep = Sample.record(4).replacing("\"n\"", with: "[[[[1]]]]")
    let large = Sample.record(5, note: String(repeating: "x", count: 3000))
    let text = Sample.file([Sample.record(1), deep, large, Sample.record(3)])
    let reading = try Reading(Array(text.utf8), limits: limits)
    #expect(reading.records == [Sample.expected[0], Sample.expected[2]])
    #expect(
      reading.bad.map { $0.prefix { $0 != "@" } } == ["nesting-too-deep", "record-too-large"]
    )
  }

  @Test(arguments: 1...5)
  func `the size of the buffer changes nothing`(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var records = (0..<300).map { number in
      Sample.record(number, note: String(repeating: "y", count: Int(random.next() % 900)))
    }
    for _ in 0..<10 {
      let place = Int(random.next() % 300)
      records[place] = Self.broken[Int(random.next() % 10)].1
    }
    let text = Sample.file(records)
    let expected = try Reading(text)
    #expect(expected.records.count > 200)
    for bytes in [1 << 10, 3000, 4096, 10_000, 1 << 20] {
      #expect(try Reading(text, bufferBytes: bytes) == expected, "seed \(seed), \(bytes) bytes")
    }
  }
}
