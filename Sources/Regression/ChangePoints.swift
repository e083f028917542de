/// The changes of a series that no chance explains, each tested once more between its neighbours.
struct ChangePoints {
  /// The first points of new levels, rising.
  private(set) var indices: [Int] = []
  /// Of each change, whether the values around it lie along a line rather than on two levels.
  private(set) var areGradual: [Bool] = []

  /// What a distance must exceed.
  private let threshold: Double
  private var search: ChangePointSearch

  init(_ values: [Double], threshold: Double) {
    self.init(ChangePointSearch(values), threshold: threshold)
  }

  init(_ search: ChangePointSearch, threshold: Double) {
    self.search = search
    self.threshold = threshold
    selectNarrowest()
    // What the narrowest intervals left out comes to light between what they found; a few rounds, should two changes take turns.
    for _ in 0..<4 {
      let isComplete = !addBetween()
      eliminate()
      if isComplete { break }
    }
    joinDrifts()
  }

  /// Takes the narrowest interval with a change again and again, and leaves out all others that hold the same change.
  private mutating func selectNarrowest() {
    var splits = search.seededSplits().filter { $0.distance > threshold }
    splits.sort { ($0.length, -$0.distance, $0.start) < ($1.length, -$1.distance, $1.start) }
    while let split = splits.first {
      indices.append(split.index)
      splits.removeAll { $0.start < split.index && split.index < $0.end }
    }
    indices.sort()
  }

  /// Splits whole segments between changes; true when that found one.
  private mutating func addBetween() -> Bool {
    let ends = [0] + indices + [search.values.count]
    let found = zip(ends, ends.dropFirst()).compactMap { search.split(start: $0, end: $1) }.filter { $0.distance > threshold }
    guard !found.isEmpty else { return false }
    indices = (indices + found.map(\.index)).sorted()
    return true
  }

  /// Places each change where the segments on both sides of it are farthest apart, and drops the weakest until all are far enough.
  private mutating func eliminate() {
    while !indices.isEmpty {
      let splits = indices.indices.map { place -> ChangePointSearch.Split? in
        let window = window(place)
        let split = search.split(start: window.lowerBound, end: window.upperBound)
        if let split { indices[place] = split.index }
        return split
      }
      let distances = splits.map { $0?.distance ?? 0 }
      guard let least = distances.min(), least <= threshold, let weakest = distances.firstIndex(of: least) else { return }
      indices.remove(at: weakest)
    }
  }

  /// From the change before to the one after.
  private func window(_ place: Int) -> Range<Int> {
    let start = place == 0 ? 0 : indices[place - 1]
    return start..<(place + 1 < indices.count ? indices[place + 1] : search.values.count)
  }

  /// Makes one change of neighbours in the same direction that are all gradual: a drift has no commits of its own.
  private mutating func joinDrifts() {
    while true {
      let shapes = indices.indices.map { place in
        let window = window(place)
        return ChangeShape(ClippedValues.of(search.values, window, split: indices[place]), before: indices[place] - window.lowerBound)
      }
      areGradual = shapes.map(\.isGradual)
      let places = indices.indices.dropFirst().filter { place in
        shapes[place].isGradual && shapes[place - 1].isGradual && shapes[place].isRise == shapes[place - 1].isRise
      }
      guard let place = places.first else { return }
      indices.remove(at: shapes[place].explained < shapes[place - 1].explained ? place : place - 1)
      let kept = window(place - 1)
      if let split = search.split(start: kept.lowerBound, end: kept.upperBound) { indices[place - 1] = split.index }
    }
  }
}
