import KMSModel

/// What exports tell of the organization and its accounts.
struct Organizations: Sendable {
  /// nil when none or several are known.
  private let id: String?
  private let lists: [(accounts: Set<String>, isComplete: Bool)]

  init(_ exports: [AccessExport]) {
    var ids: Set<String> = []
    var lists: [(Set<String>, Bool)] = []
    for export in exports {
      switch export.content {
      case .organization(let id, _): ids.insert(id)
      case .accounts(let accounts, let isComplete):
        lists.append((Set(accounts.map(\.id)), isComplete))
      default: break
      }
    }
    id = ids.count == 1 ? ids.first : nil
    self.lists = lists
  }

  private enum Membership { case member, stranger, unknown }

  private func membership(of account: String) -> Membership {
    let isIn = lists.map { $0.accounts.contains(account) }
    // An account that came or left between two lists is a member at one time and not at another.
    if isIn.contains(true) {
      return zip(isIn, lists).contains { !$0 && $1.isComplete } ? .unknown : .member
    }
    return lists.contains(where: \.isComplete) ? .stranger : .unknown
  }

  /// What the caller's account may be, one value each; a claim must hold for all of them.
  ///
  /// `named` are the organizations that a policy names.
  func possibilities(
    for account: String,
    _ inventory: AccessInventory,
    named: Set<String>
  ) -> [AccessInventory] {
    var inventory = inventory
    switch membership(of: account) {
    case .unknown: return [inventory]
    case .member:
      inventory.organizationID = id.map { .known($0) } ?? .unknown
      return [inventory]
    case .stranger:
      var none = inventory
      none.organizationID = .absent
      none.organizationPaths = .absent
      return [none]
        + named.union([Self.unnamed]).filter { $0 != id }.sorted().map { other in
          inventory.organizationID = .known(other)
          return inventory
        }
    }
  }

  /// Ten letters or digits at least follow `o-` (Organizations API Reference, Organization).
  private static let unnamed = "o-0000000000unnamed"
}
