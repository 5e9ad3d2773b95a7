/// When grants begin and end, to the second, and what is said where several fail.
extension Scenario {
  mutating func plantGrantLives() {
    plantLife()
    plantSameNameTwice()
    plantChildGrant()
    plantChildOfConstrainedGrant()
    plantRetirements()
    plantManyGrants()
  }

  /// Creation and end are of the life; both settle for 300 seconds.
  private mutating func plantLife() {
    var grant = createGrant(madeKey(), to: roleARN(workload), ["Decrypt"], at(9))
    func fails(_ reason: String) -> Truth.Verdict {
      .uncovered(Truth.Verdict.byDefault, grant.says(reason))
    }
    let ended = "ended \(RecordWriter.time(at(10)))"
    let moments: [(time: Int, verdict: Truth.Verdict)] = [
      (at(9) - 1, fails("not yet created")), (at(9), .grant(grant, Truth.Verdict.begun)),
      (at(9, 4, 59), .grant(grant, Truth.Verdict.begun)), (at(9, 5), .grant(grant)),
      (at(10), .grant(grant)), (at(10, 0, 1), .grant(grant, Truth.Verdict.ended)),
      (at(10, 4, 59), .grant(grant, Truth.Verdict.ended)), (at(10, 5), fails(ended)),
    ]
    for moment in moments {
      plant(call("Decrypt", role(workload), [grant.key], moment.time), verdict: moment.verdict)
    }
    end(&grant, "RevokeGrant", by: admin(central), at(10))
    truth.grants.append(grant)
  }

  /// CreateGrant with the name and parameters of a grant gives back that grant.
  private mutating func plantSameNameTwice() {
    let key = madeKey()
    let grant = createGrant(key, to: roleARN(workload), ["Decrypt"], at(9), name: "retried")
    plant(creation(of: grant, by: admin(central), at(9, 20)))
    plant(
      call("Decrypt", role(workload), [key], at(9, 1)),
      verdict: .grant(grant, Truth.Verdict.begun)
    )
    plant(call("Decrypt", role(workload), [key], at(9, 21)), verdict: .grant(grant))
    truth.grants.append(grant)
  }

  /// A grantee passes on what it has; its own grant ends and the one it made stays.
  private mutating func plantChildGrant() {
    var parent = newGrant(to: roleARN(workload), ["CreateGrant", "Decrypt", "RetireGrant"])
    let child = plantChild(of: parent, verdict: .grant(parent))
    let user = role(workload, "etl")
    plant(call("Decrypt", user, [parent.key], at(9, 40)), verdict: .grant(child))
    end(&parent, "RetireGrant", by: role(workload), at(10), verdict: .grant(parent))
    plant(call("Decrypt", user, [parent.key], at(10, 10)), verdict: .grant(child))
    truth.grants.append(parent)
  }

  /// The child must be as strict as its parent, which its own event tells.
  private mutating func plantChildOfConstrainedGrant() {
    let parent = newGrant(
      to: roleARN(workload),
      ["CreateGrant", "Decrypt"],
      constraints: "{\"encryptionContextSubset\":{\"tenant\":\"blue\"}}"
    )
    _ = plantChild(of: parent, verdict: .grant(parent))
    truth.grants.append(parent)
  }

  private mutating func plantChild(
    of parent: Truth.Grant,
    verdict: Truth.Verdict
  ) -> Truth.Grant {
    let child = Truth.Grant(
      key: parent.key,
      id: random.hex(64),
      name: "",
      grantee: roleARN(workload, "etl"),
      retiring: "",
      operations: "Decrypt",
      constraints: parent.constraints,
      created: at(9, 30)
    )
    plant(creation(of: child, by: role(workload), at(9, 30)), verdict: verdict)
    truth.grants.append(child)
    return child
  }

  /// By the retiring principal, and by a grantee whose grant does not let it.
  private mutating func plantRetirements() {
    let retirer = role(workload)
    var grant = createGrant(
      madeKey(),
      to: roleARN(workload, "etl"),
      ["Decrypt"],
      at(9),
      retiring: retirer.principal
    )
    end(&grant, "RetireGrant", by: retirer, at(10), verdict: .grant(grant))
    var other = newGrant(to: roleARN(workload))
    let fails = Truth.Verdict.uncovered(Truth.Verdict.byDefault, other.says("operation"))
    end(&other, "RetireGrant", by: retirer, at(10), verdict: fails)
    truth.grants += [grant, other]
  }

  /// Three reasons are told, and four questions.
  private mutating func plantManyGrants() {
    let key = madeKey()
    let failing = (0..<5).map { minute in
      createGrant(key, to: roleARN(workload), ["Encrypt"], at(9, minute))
    }
    let reasons = failing.prefix(3).map { $0.says("operation") } + ["and 2 more grants"]
    plant(
      call("Decrypt", role(workload), [key], at(9, 30)),
      verdict: .uncovered(Truth.Verdict.byDefault, reasons.joined(separator: "; "))
    )
    let other = madeKey()
    let unclear = (0..<6).map { minute in
      let source = "{\"sourceArn\":\"arn:aws:s3:::bucket-\(minute)\"}"
      return createGrant(
        other,
        to: roleARN(workload),
        ["Decrypt"],
        at(9, minute),
        constraints: source
      )
    }
    let questions = unclear.prefix(4).enumerated().map { minute, grant in
      grant.says("whether the source is arn:aws:s3:::bucket-\(minute)")
    }
    plant(
      call("Decrypt", role(workload), [other], at(9, 30)),
      verdict: .untold(questions.joined(separator: "; "), "and 2 more")
    )
    truth.grants += failing + unclear
  }
}
