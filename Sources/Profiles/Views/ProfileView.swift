/// A profile under `ViewOptions`: visible frames, and the sums of one value by stack and group. Tables and trees are made from it.
///
/// - Complexity: linear in samples, locations and the frames of distinct stacks.
public struct ProfileView: Sendable {
  public let options: ViewOptions
  public let sampleType: ValueType
  /// Distinct frames and groups, in the order of their names; tables and trees refer to them by index.
  public let frames: [ViewFrame]
  /// Sum over the samples that are shown.
  public let total: Int64
  /// Sum over all samples of the profile in the states that are shown.
  public let unfilteredTotal: Int64
  /// Sum over the samples in other states.
  public let otherStatesTotal: Int64
  let index: FrameIndex
  let stacks: StackTable
  let sums: StackSums
  let hiddenFrame: UInt32
  let emptyFrame: UInt32

  public init(_ profile: Profile, _ options: ViewOptions = ViewOptions()) throws(ViewError) {
    self.options = options
    let type = try Self.sampleTypeIndex(profile, options)
    sampleType = profile.sampleTypes.isEmpty ? ValueType(type: "", unit: "") : profile.sampleTypes[type]
    let shown = try StackFilter.shownStacks(profile, options)
    let shownSets = try StateFilter.shownSets(profile, options, sampleType)
    var index = FrameIndex(profile, options)
    let hidden = index.intern(.hidden)
    let empty = index.intern(.empty)
    var groups = LabelGroups(profile, options.groupBy, &index)
    let moved = index.sortUsed([hidden, empty] + (groups?.frames ?? []))
    hiddenFrame = moved[Int(hidden)]
    emptyFrame = moved[Int(empty)]
    groups?.move(moved)
    sums = StackSums(profile, sampleType: type, groups: groups, shown: shown, shownSets: shownSets)
    total = sums.total
    unfilteredTotal = sums.unfilteredTotal
    otherStatesTotal = sums.otherStatesTotal
    frames = index.frames
    stacks = profile.stacks
    self.index = index
  }

  private static func sampleTypeIndex(_ profile: Profile, _ options: ViewOptions) throws(ViewError) -> Int {
    guard let name = options.sampleType else { return profile.defaultSampleTypeIndex }
    if let index = profile.sampleTypeIndex(name) { return index }
    let known = profile.sampleTypes.map(\.type).joined(separator: ", ")
    throw ViewError("the profile has no sample type '\(name)'", remedy: known.isEmpty ? "it has none at all" : "choose one of: \(known)")
  }

  /// Calls `body` for every distinct stack and group with its visible frames, leaf first, `FrameFlags` beside them, and its sum.
  /// No call is made for sums of zero. The path is never empty: markers stand for stacks without (visible) frames.
  func forEachPath(_ body: (_ group: UInt32?, _ path: UnsafeBufferPointer<UInt32>, _ flags: UnsafeBufferPointer<UInt8>, _ sum: Int64) -> Void) {
    let entries = (0..<sums.count).lazy.filter { sums.values[$0] != 0 }
    forEachPath(entries.map { (stack: sums.stack(of: $0), entry: $0) }) { entry, path, flags in
      body(sums.group(of: entry), path, flags, sums.values[entry])
    }
  }

  /// Calls `body` for every distinct stack with its visible frames, leaf first, and `FrameFlags` beside them. The path is never empty.
  func forEachStack(_ body: (_ stack: Int, _ path: UnsafeBufferPointer<UInt32>, _ flags: UnsafeBufferPointer<UInt8>) -> Void) {
    forEachPath((0..<stacks.count).lazy.map { (stack: $0, entry: $0) }, body)
  }

  private func forEachPath(
    _ entries: some Sequence<(stack: Int, entry: Int)>,
    _ body: (_ entry: Int, _ path: UnsafeBufferPointer<UInt32>, _ flags: UnsafeBufferPointer<UInt8>) -> Void
  ) {
    var path: [UInt32] = []
    var flags: [UInt8] = []
    stacks.withElements { elements in
      index.offsets.withUnsafeBufferPointer { offsets in
        index.locationFrames.withUnsafeBufferPointer { frames in
          for (number, entry) in entries {
            path.removeAll(keepingCapacity: true)
            flags.removeAll(keepingCapacity: true)
            let stack = stacks.range(of: number)
            for position in stack {
              let location = Int(elements[position])
              for frame in Int(offsets[location])..<Int(offsets[location + 1]) {
                // A function that calls its own specialisation is inlined around it: the two are one function, not a recursion.
                if flags.last == 0, path.last == frames[frame], index.flags[frame] == FrameFlags.inlined { continue }
                path.append(frames[frame])
                flags.append(index.flags[frame])
              }
            }
            if path.isEmpty {
              path.append(stack.isEmpty ? emptyFrame : hiddenFrame)
              flags.append(0)
            }
            path.withUnsafeBufferPointer { path in
              flags.withUnsafeBufferPointer { flags in body(entry, path, flags) }
            }
          }
        }
      }
    }
  }
}
