/// Several records of one request, in every combination that must still count once.
extension Scenario {
  /// A request with its caller's copy and copies of the owners, all of one `sharedEventID`.
  mutating func plantCopies(
    of call: KMSCall,
    _ owners: [(account: String, form: RecordWriter.ForeignIdentity)]
  ) {
    var call = call
    call.sharedEventID = random.uuid()
    plant(call)
    for owner in owners { logCopy(of: call, owner.account, owner.form) }
  }

  private mutating func logCopy(
    of call: KMSCall,
    _ owner: String,
    _ form: RecordWriter.ForeignIdentity
  ) {
    let copy = RecordWriter.record(
      call,
      recipient: owner,
      eventID: random.uuid(),
      foreign: form,
      &random
    )
    log(copy, owner, call.region, call.time)
    truth.count("second_copies")
  }

  mutating func plantCopies() {
    plantRepeatedCopies()
    plantReplacedTwice()
    plantLonelyAddendum()
    plantShadowOfCopy()
    plantKeyOutside()
  }

  /// Both copies in both forms, and each of them once more in another file.
  private mutating func plantRepeatedCopies() {
    let key = newKey(central)
    for (minute, form) in [RecordWriter.ForeignIdentity.full, .accountOnly].enumerated() {
      plantCopies(of: call("Decrypt", role(workload), [key], at(22, minute)), [(central, form)])
      repeatLast(workload)
      repeatLast(central)
    }
    plantForeign(
      call("Decrypt", role(external), [key], at(22, 2)),
      owner: central,
      .accountOnly
    )
    repeatLast(central)
  }

  /// The record replaced and the record that replaces it, both delivered twice.
  private mutating func plantReplacedTwice() {
    let call = call("Encrypt", role(workload), [newKey(workload)], at(22, 10))
    let original = plant(call)
    repeatLast(workload)
    let addendum = RecordWriter.record(
      call,
      recipient: workload,
      eventID: random.uuid(),
      extra: Self.updated(original),
      &random
    )
    log(addendum, workload, region, call.time)
    truth.count("replaced")
    repeatLast(workload)
  }

  private static func updated(_ original: String) -> String {
    "\"addendum\":{\"reason\":\"UPDATED_DATA\",\"updatedFields\":\"eventVersion,resources\",\"originalRequestID\":\"r\",\"originalEventID\":\"\(original)\"},"
  }

  /// What it replaces is not in the input: then it is the request.
  private mutating func plantLonelyAddendum() {
    plant(
      call("Encrypt", role(workload), [newKey(workload)], at(22, 20)),
      extra: Self.updated(random.uuid())
    )
    plant(
      call("Encrypt", role(workload), [newKey(workload)], at(22, 21)),
      extra: "\"addendum\":{\"reason\":\"SERVICE_OUTAGE\"},"
    )
  }

  /// A shadow with the `sharedEventID` of a real request is no copy of it.
  private mutating func plantShadowOfCopy() {
    var call = call("Decrypt", role(workload), [newKey(central)], at(22, 30))
    call.sharedEventID = random.uuid()
    plant(call)
    logNoUse(call, "shadow", change: Self.asShadow)
    repeatLast(workload)
    logCopy(of: call, central, .full)
  }

  /// A key of an account that has no log here: the caller's copy alone.
  private mutating func plantKeyOutside() {
    var call = call("Encrypt", role(workload), [newKey(external)], at(22, 40))
    call.sharedEventID = random.uuid()
    plant(call)
  }
}
