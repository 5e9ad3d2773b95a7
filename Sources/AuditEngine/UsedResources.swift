import AuditStore
import KMSAccess
import KMSModel
import KMSUsage

/// Use divided by the resources on whose behalf AWS services used keys.
struct UsedResources {
  private(set) var sums = UseSums()
  private var places: [[String]: Int] = [:]
  private let place: Int
  private var known: [Context: String?] = [:]

  private struct Context: Hashable {
    let service: String
    let text: String
  }

  /// - Parameter place: of the resource among the values of a sum.
  init(place: Int) {
    self.place = place
  }

  mutating func add(_ use: UseInContext) {
    if let context = use.context {
      add(use.use, context, use.service)
    } else {
      sums.withoutContext += use.use.requests
      add(use.use)
    }
  }

  private mutating func add(_ part: UseSum, _ context: UsedContext, _ service: String) {
    var part = part
    let key = Context(service: service, text: context.text)
    let resource =
      known[key]
      ?? ServiceContext.resource(
        service: service,
        encryptionContext: EncryptionContext(context.text, isWhole: false).pairs
      )
    known[key] = .some(resource)
    if let resource {
      part.values[place] = resource
    } else if context.isCommon || context.outcome != .ok && context.text.isEmpty {
      // KMS may not have come to look at the context of a request that failed.
      sums.withoutContext += part.requests
    } else {
      sums.withoutResource += part.requests
    }
    add(part)
  }

  private mutating func add(_ part: UseSum) {
    if let known = places[part.values] {
      sums.sums[known].add(part)
    } else {
      places[part.values] = sums.sums.count
      sums.sums.append(part)
    }
  }
}
