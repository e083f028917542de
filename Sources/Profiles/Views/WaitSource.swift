/// What the tables of waits, locks and actors are made from, looked up once: rows under `focus` and `ignore`, their functions and labels.
public struct WaitSource {
  let rows: TimeRows
  let acting: ActingFunctions
  let labels: LabelTable
  let states: LabelColumn
  let locks: LabelColumn
  let executors: LabelColumn

  /// - Complexity: linear in functions, the frames of distinct stacks and label sets.
  public init(_ profile: Profile, _ options: ViewOptions = ViewOptions()) throws(ViewError) {
    rows = try TimeRows(profile, options)
    acting = ActingFunctions(profile, options)
    labels = profile.labelSets
    states = LabelColumn(labels, Label.Key.state)
    locks = LabelColumn(labels, Label.Key.lock)
    executors = LabelColumn(labels, Label.Key.executor)
  }
}
