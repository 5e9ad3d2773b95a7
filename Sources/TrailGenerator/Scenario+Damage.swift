/// Files as they should not be, each with what still counts.
extension Scenario {
  private var place: Traffic.Place { Traffic.Place(account: plan.members[9], region: "eu-west-1") }

  /// Records of one account as text, each planted once it is sure to count.
  private mutating func records(_ count: Int, _ time: Int, planted: Int) -> [String] {
    (0..<count).map { number in
      var call = KMSCall(
        operation: "Decrypt",
        caller: role(place.account),
        region: place.region,
        keys: [damagedKey],
        time: time + number
      )
      call.parameters = "\"keyId\":\"\(damagedKey)\""
      let record = RecordWriter.record(
        call,
        recipient: place.account,
        eventID: random.uuid(),
        &random
      )
      if number < planted {
        truth.plant(call, recipient: place.account)
        truth.cover(place.account, place.region, call.time, isKMS: true)
      }
      return record
    }
  }

  private var damagedKey: String {
    "arn:aws:kms:\(place.region):\(place.account):key/0f0f0f0f-1111-2222-3333-444444444444"
  }

  private func envelope(_ records: [String]) -> [UInt8] {
    Array("{\"Records\":[\(records.joined(separator: ","))]}".utf8)
  }

  mutating func writeDamagedFiles() throws(OutputError) {
    try writeTruncated()
    try writeWrongChecksum()
    try writeMembers()
    try writeMalformed()
    try writeOddFiles()
  }

  /// Stored, not compressed: what stands before the cut is known to the byte.
  private mutating func writeTruncated() throws(OutputError) {
    let time = at(1)
    let records = records(10, time, planted: 6)
    let whole = GzipWriter.member(envelope(records), level: 0)
    let text = 12 + records[..<6].reduce(0) { $0 + $1.utf8.count + 1 }
    let cut = 10 + 5 + text + records[6].utf8.count / 2
    try writeFile(place, time, "truncated", Array(whole[..<cut]), .incomplete)
    try writeCutBehindFlush()
  }

  /// Compressed, and cut behind the first half of a record.
  private mutating func writeCutBehindFlush() throws(OutputError) {
    let time = at(1, 5)
    let records = records(5, time, planted: 4)
    let half = records[4].utf8.prefix(records[4].utf8.count / 2)
    let text = Array("{\"Records\":[\(records[..<4].joined(separator: ",")),".utf8) + Array(half)
    try writeFile(place, time, "cut", GzipWriter.cutMember(pieces: [text]), .incomplete)
  }

  private mutating func writeWrongChecksum() throws(OutputError) {
    var bytes = GzipWriter.member(envelope(records(5, at(1, 10), planted: 5)))
    bytes[bytes.count - 8] ^= 0x55
    try writeFile(place, at(1, 10), "wrongcrc", bytes, .incomplete)
  }

  private mutating func writeMembers() throws(OutputError) {
    let text = envelope(records(6, at(1, 20), planted: 6))
    let middle = text.count / 2
    var bytes = GzipWriter.member(Array(text[..<middle])) + GzipWriter.member([])
    bytes += GzipWriter.member(Array(text[middle...]))
    try writeFile(place, at(1, 20), "members", bytes, .read)
    bytes = GzipWriter.member(envelope(records(3, at(1, 30), planted: 3)))
    try writeFile(place, at(1, 30), "trailing", bytes + Array("left over".utf8), .read)
  }

  /// One record that is no JSON inside, one that has lost its end: those around them count.
  private mutating func writeMalformed() throws(OutputError) {
    var records = records(6, at(1, 40), planted: 6)
    records.insert(
      "{\"eventVersion\":\"1.11\",\"eventTime\":,\"eventSource\":\"kms.amazonaws.com\"}",
      at: 2
    )
    records.insert("{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\"", at: 5)
    truth.count("records", 2)
    truth.count("malformed", 2)
    try writeFile(place, at(1, 40), "malformed", GzipWriter.member(envelope(records)), .read)
  }

  private mutating func writeOddFiles() throws(OutputError) {
    try writeFile(place, at(1, 50), "plain", envelope(records(2, at(1, 50), planted: 2)), .read)
    try writeFile(place, at(2), "norecords", GzipWriter.member(envelope([])), .read)
    try writeFile(place, at(2, 10), "empty", [], .unreadable)
    truth.count("files")
    truth.count("files_skipped")
    let path = TrailFile.path(
      account: place.account,
      region: place.region,
      time: at(3),
      id: "digest"
    )
    let digest = path.replacing("/CloudTrail/", "/CloudTrail-Digest/")
      .replacing("_CloudTrail_", "_CloudTrail-Digest_")
    try FileOutput.write(GzipWriter.member(Array("{}".utf8)), to: "\(folder)/trail/\(digest)")
  }
}
