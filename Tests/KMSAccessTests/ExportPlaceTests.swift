import JSONScan
import KMSAccess
import KMSModel
import Testing

@Suite struct `The path of an export` {
  static let key = "1234abcd-12ab-34cd-56ef-1234567890ab"
  static let replica = "mrk-0123456789abcdef0123456789abcdef"

  @Test(arguments: [
    ("list-grants.json", ["list-grants", "", "", "", ""]),
    ("get-key-policy.\(key).json", ["get-key-policy", "", "", key, ""]),
    (
      "x/get-key-policy.111122223333.eu-west-1.\(replica).AWS_RAM.json",
      ["get-key-policy", "111122223333", "eu-west-1", replica, "AWS_RAM"]
    ),
    (
      "list-aliases.us-gov-east-1.111122223333.json",
      ["list-aliases", "111122223333", "us-gov-east-1", "", ""]
    ),
    (
      "/a/111122223333/eu-west-1/get-key-policy.\(key).json",
      ["get-key-policy", "111122223333", "eu-west-1", key, ""]
    ),
    (
      "444455556666/111122223333/list-aliases.eu-west-1.json",
      ["list-aliases", "111122223333", "eu-west-1", "", ""]
    ),
    ("my-export-2/list-aliases.json", ["list-aliases", "", "", "", ""]),
    ("list-grants.2026-11-22.backup.json", ["list-grants", "", "", "", ""]),
    // Letters alone before the last dash: a Region by its form, and a key's id all the same.
    (
      "a.abcdefab-abcd-abcd-abcd-123456789012.json",
      ["a", "", "", "abcdefab-abcd-abcd-abcd-123456789012", ""]
    ),
    ("a.1234ABCD-12ab-34cd-56ef-1234567890ab.json", ["a", "", "", "", ""]),
    ("a.11112222333.mrk-01.json", ["a", "", "", "", ""]), ("", ["", "", "", "", ""]),
    ("/", ["", "", "", "", ""]),
  ])
  func `tells account, Region, key and policy by their form`(
    path: String,
    parts: [String]
  ) throws {
    let place = try ExportPlace(path: path)
    #expect(
      [place.command, place.account, place.region, place.keyID, place.policyName] == parts
    )
  }

  @Test func `names are read as they are written`() throws {
    let name = ExportPlace.fileName(
      .keyPolicy,
      account: "111122223333",
      region: "eu-west-1",
      keyID: Self.key,
      policyName: "AWS_RAM"
    )
    #expect(name == "get-key-policy.111122223333.eu-west-1.\(Self.key).AWS_RAM.json")
    let place = try ExportPlace(path: name)
    #expect([place.account, place.region, place.keyID] == ["111122223333", "eu-west-1", Self.key])
  }

  @Test(arguments: [
    (#""2026-11-22T03:04:05.123000+01:00""#, "2026-11-22T02:04:05Z"),
    (#""2026-11-22T03:04:05Z""#, "2026-11-22T03:04:05Z"),
    (#""2026-11-22T03:04:05-0130""#, "2026-11-22T04:34:05Z"),
    (#""2026-11-22T03:04:05.9Z""#, "2026-11-22T03:04:05Z"),
    ("1795316645.987", "2026-11-22T03:04:05Z"), ("0", "1970-01-01T00:00:00Z"),
    ("1.795316645e9", "2026-11-22T03:04:05Z"), ("253402300799.5", "9999-12-31T23:59:59Z"),
    ("253402300800", nil), ("-1", nil), ("1e400", nil), ("1e300", nil),
    (#""1969-12-31T23:59:59Z""#, nil), (#""2026-11-22T03:04:05""#, nil),
    (#""2026-11-22""#, nil), (#""2026-02-30T00:00:00Z""#, nil),
    (#""2026-11-22T03:04:05.Z""#, nil), (#""2026-11-22T03:04:05+24:00""#, nil),
    (#""2026-11-22T03:04:05+01:60""#, nil), (#""2026-11-22T03:04:05+1:00""#, nil),
    (#""2026-11-22T03:04:05ZZ""#, nil), (#""2026-11-22T03:04:05é""#, nil), (#""""#, nil),
    ("true", nil), ("null", nil), ("[]", nil),
  ])
  func `a time is read in both forms that the CLI prints`(text: String, time: String?) throws {
    #expect(Timestamp(exported: try JSONValue(parsing: text))?.description == time)
  }
}
