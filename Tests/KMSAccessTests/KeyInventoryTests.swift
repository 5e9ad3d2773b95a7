import JSONScan
import KMSAccess
import KMSModel
import TestSupport
import Testing

@Suite struct `What is known of a key` {
  private static let key = FixtureRecord.key
  private static let family = "mrk-b0000000000000000000000000000002"

  private static func event(_ text: String, _ number: Int = 0) throws -> KeyEvent {
    try KeyEvent(fixture: JSONValue(parsing: text), number: number)
  }

  private static func inventory(_ events: [String], _ exports: [AccessExport] = []) throws
    -> KeyInventory
  {
    KeyInventory(
      keyARNs: [],
      events: try events.enumerated().map { try event($1, $0) },
      exports: exports
    )
  }

  private static func export(_ time: String, _ content: AccessExport.Content) throws -> AccessExport
  {
    AccessExport(source: "file", time: try Timestamp(fixture: time), content: content)
  }

  private static func described(_ time: String, _ state: String) throws -> AccessExport {
    var description = KeyDescription(keyARN: key)
    description.state = state
    return try export(time, .key(description))
  }

  @Test(arguments: [
    ([#"["EnableKey","01:00"]"#], "Enabled"),
    ([#"["EnableKey","01:00"]"#, #"["DisableKey","02:00"]"#], "Disabled"),
    ([#"["DisableKey","02:00",{"errorCode":"AccessDenied"}]"#], nil),
    ([#"["ScheduleKeyDeletion","01:00"]"#, #"["CancelKeyDeletion","02:00"]"#], "Disabled"),
    (
      [
        #"["ScheduleKeyDeletion","01:00",{"responseElements":{"keyState":"PendingReplicaDeletion"}}]"#
      ],
      "PendingReplicaDeletion"
    ),
    ([#"["ScheduleKeyDeletion","01:00"]"#, #"["DeleteKey","09:00"]"#], "Deleted"),
    ([#"["DeleteImportedKeyMaterial","01:00"]"#], "PendingImport"),
    ([#"["TagResource","01:00"]"#], nil),
  ])
  func `its state is the last that events tell`(events: [String], state: String?) throws {
    for events in [events, events.reversed()] {
      #expect(try Self.inventory(events).keys.first?.state?.value == state)
    }
  }

  @Test func `an export tells its state of its moment`() throws {
    let event = #"["DisableKey","02:00"]"#
    let earlier = try Self.inventory([event], [Self.described("01:00", "Enabled")])
    #expect(earlier.keys.first?.state?.source == .event(name: "DisableKey", id: "DisableKey-g1-0"))
    let later = try Self.inventory([event], [Self.described("03:00", "Enabled")])
    #expect(later.keys.first?.state?.source == .export("file"))
    // Within a second it says nothing beside an event, and told again it stands since the first.
    for time in ["02:00", "03:00"] {
      let same = try Self.inventory([event], [Self.described(time, "Disabled")])
      #expect(same.keys.first?.state?.time == (try Timestamp(fixture: "02:00")))
    }
  }

  @Test(arguments: [
    (#""Dec 21, 2026, 10:01:00 AM""#, "2026-12-21T10:01:00Z"),
    (#""Jan 1, 2027, 12:00:59 AM""#, "2027-01-01T00:00:59Z"),
    (#""Jan 1, 2027, 12:30:00 PM""#, "2027-01-01T12:30:00Z"),
    (#""Feb 8, 2027, 1:02:03\u202fPM""#, "2027-02-08T13:02:03Z"),
    (#""2026-12-21T10:01:00Z""#, "2026-12-21T10:01:00Z"), ("1797847260", "2026-12-21T10:01:00Z"),
    (#""Dec 32, 2026, 10:01:00 AM""#, nil), (#""Dec 1, 2026, 13:01:00 AM""#, nil),
    (#""soon""#, nil), (#""Dec , , : ""#, nil), ("null", nil),
  ])
  func `its deletion is on the day that the record says`(date: String, day: String?) throws {
    let schedule =
      #"["ScheduleKeyDeletion","01:00",{"responseElements":{"deletionDate":\#(date)}}]"#
    let key = try #require(try Self.inventory([schedule]).keys.first)
    #expect(key.deletionDate?.value.description == day)
    #expect(key.state?.value == "PendingDeletion")
    let cancelled = try Self.inventory([schedule, #"["CancelKeyDeletion","02:00"]"#]).keys.first
    #expect(cancelled?.deletionDate == nil)
  }

  @Test func `its rotation is the last that events and exports tell`() throws {
    let enable = #"["EnableKeyRotation","01:00",{"requestParameters":{"rotationPeriodInDays":90}}]"#
    let key = try #require(try Self.inventory([enable, #"["RotateKey","05:00"]"#]).keys.first)
    #expect(key.rotates?.value == true && key.rotationPeriodInDays?.value == 90)
    #expect(key.lastRotation?.value == (try Timestamp(fixture: "05:00")))
    let byDefault = try Self.inventory([#"["EnableKeyRotation","01:00"]"#]).keys.first
    #expect(byDefault?.rotationPeriodInDays?.value == 365)
    let off = try Self.inventory([enable, #"["DisableKeyRotation","02:00"]"#]).keys.first
    #expect(off?.rotates?.value == false && off?.rotationPeriodInDays == nil)
    let exports = try [
      Self.export("03:00", .rotationStatus(keyARN: Self.key, isEnabled: true, periodInDays: 120)),
      Self.export(
        "03:00",
        .rotations(
          keyARN: Self.key,
          [
            KeyRotation(time: Timestamp(10), type: "ON_DEMAND"),
            KeyRotation(time: Timestamp(20), type: "AUTOMATIC"),
          ]
        )
      ),
    ]
    let exported = try Self.inventory([#"["DisableKeyRotation","02:00"]"#], exports).keys.first
    #expect(exported?.rotates?.source == .export("file"))
    #expect(exported?.rotationPeriodInDays?.value == 120)
    #expect(exported?.lastRotation?.value == Timestamp(20))
    #expect(try Self.inventory([#"["EnableKey","01:00"]"#]).keys.first?.rotates == nil)
  }

  @Test func `its aliases are those that name it last`() throws {
    func alias(_ event: String, _ time: String, _ name: String) -> String {
      #"["\#(event)","\#(time)",{"requestParameters":{"aliasName":"alias/\#(name)"}}]"#
    }
    let events = [
      alias("CreateAlias", "01:00", "a"), alias("CreateAlias", "01:01", "b"),
      alias("DeleteAlias", "02:00", "b"), alias("CreateAlias", "01:02", "c"),
    ]
    func names(_ exports: [AccessExport]) throws -> [String] {
      try Self.inventory(events, exports).keys.first { $0.keyARN == Self.key }?.aliases
        .compactMap { $0.alias.split(separator: "/").last.map(String.init) } ?? []
    }
    func list(_ time: String, isComplete: Bool) throws -> AccessExport {
      let id = try #require(KeyARN(Self.key)?.keyID)
      let aliases = ["a", "b"].map { ExportedAlias(name: "alias/\($0)", targetKeyID: id) }
      return try Self.export(
        time,
        .aliases(
          account: FixtureRecord.owner,
          region: "eu-west-1",
          aliases,
          isComplete: isComplete
        )
      )
    }
    #expect(try names([]) == ["a", "c"])
    #expect(try names([list("01:30", isComplete: false)]) == ["a", "c"])
    #expect(try names([list("03:00", isComplete: false)]) == ["a", "b", "c"])
    #expect(try names([list("03:00", isComplete: true)]) == ["a", "b"])
  }

  @Test func `its family has the keys that events, exports and ids tell`() throws {
    func arn(_ region: String) -> String {
      "arn:aws:kms:\(region):\(FixtureRecord.owner):key/\(Self.family)"
    }
    let resource = #""resources":[{"ARN":"\#(arn("eu-west-1"))"}]"#
    let replicate = """
      ["ReplicateKey","01:00",{\(resource),"responseElements":{"replicaKeyMetadata":\
      {"arn":"\(arn("us-east-1"))","keyState":"Creating"}}}]
      """
    let update = """
      ["UpdatePrimaryRegion","02:00",{\(resource),"requestParameters":{"primaryRegion":"us-east-1"}}]
      """
    var description = KeyDescription(keyARN: arn("ap-south-1"))
    description.relatedKeys = [arn("eu-north-1")]
    let keys = try Self.inventory(
      [update, replicate],
      [Self.export("03:00", .key(description))]
    ).keys
    #expect(
      keys.map { [$0.keyARN, $0.multiRegionKeyType?.value] } == [
        [arn("ap-south-1"), nil], [arn("eu-west-1"), "REPLICA"], [arn("us-east-1"), "PRIMARY"],
      ]
    )
    let all = Set(["ap-south-1", "eu-north-1", "eu-west-1", "us-east-1"].map(arn))
    for key in keys { #expect(Set(key.relatedKeys.keys) == all.subtracting([key.keyARN])) }
    #expect(keys[0].relatedKeys[arn("eu-west-1")] == .some(nil))
    #expect(keys[1].relatedKeys[arn("eu-north-1")] == .export("file"))
  }

  @Test func `its administrators are who changed it, not who was refused or made grants`() throws {
    let keys = try Self.inventory([
      #"["PutKeyPolicy","01:00"]"#, #"["TagResource","02:00"]"#, #"["CreateGrant","03:00"]"#,
      #"["DisableKey","04:00",{"errorCode":"AccessDenied"}]"#, #"["RotateKey","05:00"]"#,
      #"["UpdateAlias","06:00",{"userIdentity":{"type":"Root","arn":"arn:aws:iam::1:root"}}]"#,
    ]).keys
    let administrators = try #require(keys.first).administrators
    #expect(
      administrators.map(\.principal) == [
        "arn:aws:iam::111122223333:user/admin", "arn:aws:iam::1:root",
      ]
    )
    #expect(
      administrators.map(\.operations) == [["PutKeyPolicy", "TagResource"], ["UpdateAlias"]]
    )
    #expect(administrators.map(\.changes) == [2, 1])
    #expect(administrators.map(\.lastEventID) == ["TagResource-g1-1", "UpdateAlias-g1-5"])
  }

  @Test func `does not depend on the order of events and exports`() throws {
    let names = [
      "EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion", "EnableKeyRotation",
      "DisableKeyRotation", "RotateKey", "PutKeyPolicy",
    ]
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    var events = try (0..<60).map { number in
      let name = names.randomElement(using: &random) ?? ""
      let minute = Int.random(in: 10...15, using: &random)
      return try Self.event(#"["\#(name)","01:\#(minute)"]"#, number)
    }
    var exports = try ["01:11", "01:13"].map { try Self.described($0, "Disabled") }
    let keys = KeyInventory(keyARNs: [], events: events, exports: exports).keys
    for _ in 0..<10 {
      events.shuffle(using: &random)
      exports.shuffle(using: &random)
      let again = KeyInventory(keyARNs: [], events: events, exports: exports).keys
      #expect(again == keys, "seed \(seed)")
    }
  }

  @Test func `is nothing of a key that is only named`() throws {
    let inventory = KeyInventory(keyARNs: [Self.key], events: [], exports: [])
    #expect(inventory.keys == [InventoriedKey(keyARN: Self.key)])
  }
}
