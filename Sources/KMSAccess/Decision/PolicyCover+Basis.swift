/// What a finding is the basis of.
extension PolicyCover.Finding {
  var denial: String? {
    guard case .denied(let statement) = answer, let origin else { return nil }
    return "statement \(statement.name) of \(origin.text) denies it"
  }

  var permission: (basis: PolicyBasis, rank: Int)? {
    guard case .allowed(let statement) = answer, let origin else { return nil }
    let basis = PolicyBasis(
      statement: statement.name,
      openness: statement.openness,
      policy: origin,
      propagation: propagation
    )
    return (basis, statement.openness.rank)
  }

  /// Why it does not allow.
  var failure: String {
    if let denial { return denial }
    guard let origin, origin != .byDefault else {
      return "only the default key policy since CreateKey"
    }
    return "no statement of \(origin.text) allows it"
  }
}
