import JSONScan
import KMSModel

extension KeyDescription {
  /// From `keyMetadata` or `replicaKeyMetadata` of a record.
  init(keyARN: String, record: JSONValue?) {
    func text(_ name: String) -> String { record?[name]?.string ?? "" }
    self.init(keyARN: keyARN)
    spec = text("keySpec")
    usage = text("keyUsage")
    origin = text("origin")
    manager = text("keyManager")
    state = text("keyState")
    isMultiRegion = record?["multiRegion"]?.bool
    let family = record?["multiRegionConfiguration"]
    multiRegionKeyType = family?["multiRegionKeyType"]?.string ?? ""
    relatedKeys = ([family?["primaryKey"]] + (family?["replicaKeys"]?.array ?? []))
      .compactMap { $0?["arn"]?.string }.filter { $0 != keyARN && KeyARN($0) != nil }
    deletionDate = record?["deletionDate"].flatMap { Timestamp(recorded: $0) }
  }

  /// The latest that tells a member counts.
  init(
    keyARN: String,
    merging descriptions: [(time: Timestamp, source: String, KeyDescription)]
  ) {
    self.init(keyARN: keyARN)
    for (_, _, one) in descriptions.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      func told(_ text: String, else known: String) -> String { text.isEmpty ? known : text }
      spec = told(one.spec, else: spec)
      usage = told(one.usage, else: usage)
      origin = told(one.origin, else: origin)
      manager = told(one.manager, else: manager)
      state = told(one.state, else: state)
      isMultiRegion = one.isMultiRegion ?? isMultiRegion
      multiRegionKeyType = told(one.multiRegionKeyType, else: multiRegionKeyType)
      if !one.relatedKeys.isEmpty { relatedKeys = one.relatedKeys }
      createdAt = one.createdAt ?? createdAt
      deletionDate = one.deletionDate ?? deletionDate
    }
  }
}
