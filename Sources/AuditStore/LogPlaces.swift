import Foundation

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

    fileprivate func isOf(_ account: UnsafeRawBufferPointer, _ region: UnsafeRawBufferPointer)
      -> Bool
    {
      self.account.hasBytes(account) && self.region.hasBytes(region)
    }
  }

  private var numbers: [Place: Int] = [:]
  private var places: [Place] = []
  /// By place, the one that came behind it the last time: files are in an order that repeats.
  private var following: [Int] = []
  private var last = 0

  /// Of the pair in a row's next columns; the next number for one that is new.
  mutating func number(_ row: inout RowReader) -> Int {
    let (account, region) = (row.textBytes(), row.textBytes())
    if following.indices.contains(last), places[following[last]].isOf(account, region) {
      last = following[last]
      return last
    }
    let number = number(
      of: String(decoding: account, as: UTF8.self),
      String(decoding: region, as: UTF8.self)
    )
    if following.indices.contains(last) { following[last] = number }
    if number == following.count { following.append(number) }
    last = number
    return number
  }

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

extension String {
  fileprivate func hasBytes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    utf8.withContiguousStorageIfAvailable { own in
      guard own.count == bytes.count else { return false }
      guard let one = own.baseAddress, let other = bytes.baseAddress else { return own.isEmpty }
      return memcmp(one, other, own.count) == 0
    } ?? false
  }
}
