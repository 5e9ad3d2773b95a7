/// Accounts and Regions as rows name them, each pair once: they are few where rows are many.
///
/// By bytes, as SQLite has them: to `String` an é is the same in either of its spellings.
struct LogPlaces {
  struct Place: Hashable, Comparable {
    let account: String
    let region: String

    func hash(into hasher: inout Hasher) {
      for text in [account, region] {
        text.utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: .init($0)) }
      }
    }

    static func == (one: Place, other: Place) -> Bool {
      one.account.utf8.elementsEqual(other.account.utf8)
        && one.region.utf8.elementsEqual(other.region.utf8)
    }

    static func < (one: Place, other: Place) -> Bool {
      one.account.utf8.elementsEqual(other.account.utf8)
        ? one.region.utf8.lexicographicallyPrecedes(other.region.utf8)
        : one.account.utf8.lexicographicallyPrecedes(other.account.utf8)
    }
  }

  private var numbers: [Place: Int] = [:]
  private var places: [Place] = []

  /// The next number for a pair that is new.
  mutating func number(of account: String, _ region: String) -> Int {
    let place = Place(account: account, region: region)
    let number = numbers[place, default: places.count]
    if number == places.count {
      numbers[place] = number
      places.append(place)
    }
    return number
  }

  subscript(number: Int) -> Place { places[number] }

  /// How many accounts or Regions there are.
  func count(_ part: (Place) -> String) -> Int { Set(places.map { Array(part($0).utf8) }).count }

  /// The numbers, by account and Region.
  var sorted: [Int] { places.indices.sorted { places[$0] < places[$1] } }
}
