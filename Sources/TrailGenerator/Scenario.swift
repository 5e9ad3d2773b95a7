/// Every rare form once or a few times, each with its truth: what everyday traffic would show too
/// seldom to be tested.
struct Scenario {
  let plan: OrgPlan
  let folder: String
  var random: SeededRandom
  var truth = Truth()
  private var logs: [File: [Traffic.Planted]] = [:]
  /// When keys of which nothing is unknown were made.
  var creations: [String: Int] = [:]
  /// Answers of the AWS CLI by the name of their file.
  var exports: [String: String] = [:]

  /// Whose log, and which file of it.
  private struct File: Hashable {
    var place: Traffic.Place
    var id: FileID
  }

  enum FileID: String { case scenario, repeats, later }

  let central: String
  let workload: String
  let external: String
  let region = "eu-central-1"

  /// Size of the whole trail: bursts take their part of it.
  let bytes: Int

  init(plan: OrgPlan, options: TrailOptions, folder: String) {
    self.plan = plan
    self.folder = folder
    bytes = options.bytes
    random = SeededRandom(seed: options.seed, part: 3)
    central = plan.members[0]
    workload = plan.members[5]
    external = plan.externals[0]
  }

  mutating func write() throws(OutputError) {
    plantGrants()
    plantNewKeys()
    plantForeignCallers()
    plantServices()
    plantReplacements()
    plantNoUses()
    plantUnresolved()
    plantBursts()
    plantReEncrypt()
    plantMoreGrants()
    plantCallers()
    plantOldForms()
    plantOperations()
    plantFailures()
    plantCopies()
    plantSilence()
    plantAccess()
    for (file, planted) in logs { try writeLog(file, planted) }
    try writeDamagedFiles()
    for (name, text) in exports {
      try FileOutput.write(Array(text.utf8), to: "\(folder)/exports/\(name)")
    }
  }

  private mutating func writeLog(
    _ file: File,
    _ planted: [Traffic.Planted]
  ) throws(OutputError) {
    var writer = RecordWriter()
    writer.begin()
    for item in planted { writer.append(item.record) }
    writer.end()
    let bytes = GzipWriter.member(writer.take())
    try writeFile(file.place, planted[0].time, file.id.rawValue, bytes, .read)
  }

  mutating func writeFile(
    _ place: Traffic.Place,
    _ time: Int,
    _ id: String,
    _ bytes: [UInt8],
    _ state: Truth.FileState
  ) throws(OutputError) {
    truth.file(place.account, place.region, time, state)
    let path = TrailFile.path(account: place.account, region: place.region, time: time, id: id)
    try FileOutput.write(bytes, to: "\(folder)/trail/\(path)")
  }

  // MARK: What the scenes are made of

  /// Second of the trail's first day.
  func at(_ hour: Int, _ minute: Int = 0, _ second: Int = 0) -> Int {
    TrailGenerator.firstSecond + hour * 3600 + minute * 60 + second
  }

  mutating func newKey(_ owner: String, _ region: String? = nil) -> String {
    OrgPlan.key(owner, region ?? self.region, 0, &random).arn
  }

  func role(_ account: String, _ name: String = "web") -> Caller {
    .role(account: account, name: name)
  }

  /// Puts a KMS record into a recipient's log.
  mutating func log(
    _ record: String,
    _ recipient: String,
    _ region: String,
    _ time: Int,
    in id: FileID? = nil,
    isKMS: Bool = true
  ) {
    let place = Traffic.Place(account: recipient, region: region)
    let id = id ?? (time < at(24) ? .scenario : .later)
    logs[File(place: place, id: id), default: []].append(
      Traffic.Planted(record: record, time: time)
    )
    truth.cover(recipient, region, time, isKMS: isKMS)
  }

  /// Puts what was logged last for a recipient into another file of it, too.
  mutating func repeatLast(_ recipient: String) {
    let place = Traffic.Place(account: recipient, region: region)
    guard let last = logs[File(place: place, id: .scenario)]?.last else { return }
    log(last.record, recipient, region, last.time, in: .repeats)
    truth.count("duplicates")
  }

  /// A request with its caller's copy alone.
  @discardableResult
  mutating func plant(
    _ call: KMSCall,
    recipient: String? = nil,
    verdict: Truth.Verdict? = nil,
    second: Truth.Verdict? = nil,
    exported: Truth.Verdict? = nil,
    principal: String? = nil,
    foreign: RecordWriter.ForeignIdentity? = nil,
    extra: String = "",
    change: (String) -> String = { $0 }
  ) -> String {
    let recipient = recipient ?? call.caller.account ?? central
    let eventID = random.uuid()
    truth.plant(
      call,
      principal: principal,
      recipient: recipient,
      verdict: verdict,
      second: second,
      exported: exported
    )
    let record = RecordWriter.record(
      call,
      recipient: recipient,
      eventID: eventID,
      foreign: foreign,
      extra: extra,
      &random
    )
    log(change(record), recipient, call.region, call.time)
    return eventID
  }

  /// A call of a role to a key, with defaults.
  func call(
    _ operation: String,
    _ caller: Caller,
    _ keys: [String],
    _ time: Int,
    families: [String]? = nil
  ) -> KMSCall {
    var call = KMSCall(
      operation: operation,
      caller: caller,
      region: region,
      keys: keys,
      time: time
    )
    call.families = families ?? ["cryptographic-symmetric"]
    if let key = keys.first { call.parameters = "\"keyId\":\"\(key)\"" }
    return call
  }

  // MARK: A place without KMS, a place with a gap

  private mutating func plantSilence() {
    for number in 0..<150 { logOther("777777777777", at(9, number / 3)) }
    for hour in [1, 2, 7, 12] { logOther("888888888888", at(hour)) }
  }

  private mutating func logOther(_ account: String, _ time: Int) {
    let record = OtherServices.record(account: account, region: region, time: time, &random)
    log(record, account, region, time, isKMS: false)
  }
}
