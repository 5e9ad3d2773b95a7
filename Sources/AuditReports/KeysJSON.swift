import KMSAccess
import KMSModel

// The answer of `keys` as JSON: each fact with the event or the file that tells it.
extension KeysAnswer {
  var json: [UInt8] {
    JSONWriter.bytes(
      .object([
        "keys": .array(keys, json), "requests_across_a_bound": .integer(undivided),
        "kept": kept.json,
      ])
    )
  }

  private func json(_ row: ListedKey) -> JSONOutput {
    let key = row.key
    let arn = KeyARN(key.keyARN)
    return .object([
      "key_arn": .text(key.keyARN), "key_account": .text(arn?.account ?? ""),
      "key_account_name": name(arn?.account ?? ""), "region": .text(arn?.region ?? ""),
      "aliases": .array(key.aliases) { entry in
        .object([
          "alias": .text(entry.name), "told_at": .time(entry.time),
          "source": .text(entry.source.text),
        ])
      },
      "created_at": .told(key.createdAt, JSONOutput.time),
      "managed_by": .told(key.manager, JSONOutput.text),
      "key_spec": .told(key.spec, JSONOutput.text), "state": .told(key.state, JSONOutput.text),
      "deletion_date": .told(key.deletionDate, JSONOutput.time),
      "multi_region": .told(key.multiRegionKeyType, JSONOutput.text),
      "related_keys": .array(key.relatedARNs) { related in
        let source = key.relatedKeys[related] ?? nil
        return .object([
          "key_arn": .text(related),
          "source": .text(source?.text ?? "the same id in another key's ARN"),
        ])
      },
      "rotation": .told(key.rotates, JSONOutput.flag),
      "rotation_period_in_days": .told(key.rotationPeriodInDays, JSONOutput.integer),
      "last_rotation": .told(key.lastRotation, JSONOutput.time),
      "sharing": .text(row.sharing.rawValue), "consumers": .array(row.consumers, json),
      "requests": .integer(row.requests), "first_use": .time(row.firstUse),
      "last_use": .time(row.lastUse),
      "administrators": .array(key.administrators) { administrator in
        .object([
          "principal": .text(administrator.principal),
          "operations": .texts(administrator.operations),
          "changes": .integer(administrator.changes), "last": .time(administrator.last),
          "last_event_id": .text(administrator.lastEventID),
          "used_the_key": .flag(row.usingAdministrators.contains(administrator.principal)),
        ])
      },
    ])
  }

  private func json(_ consumer: KeyConsumer) -> JSONOutput {
    .object([
      "account": .text(consumer.account), "account_name": name(consumer.account),
      "aws_service": .flag(consumer.isService), "requests": .integer(consumer.requests),
      "first_use": .time(consumer.firstUse), "last_use": .time(consumer.lastUse),
      "example_event_id": .text(consumer.exampleEventID),
    ])
  }

  private func name(_ account: String) -> JSONOutput {
    accountNames[account].map(JSONOutput.text) ?? .null
  }
}

extension JSONOutput {
  /// null for what nothing tells.
  fileprivate static func told<Value>(
    _ fact: Told<Value>?,
    _ json: (Value) -> JSONOutput
  ) -> JSONOutput {
    guard let fact else { return .null }
    return .object([
      "value": json(fact.value), "told_at": .time(fact.time), "source": .text(fact.source.text),
    ])
  }
}
