/// What the tables of waits, locks and actors are made from, looked up once: rows under `focus` and `ignore`, their functions and labels.
public struct WaitSource {
  let rows: TimeRows
  let acting: ActingFunctions
  let labels: LabelTable
  let states: LabelColumn
  let locks: LabelColumn
  let executors: LabelColumn
  /// By label set, whether its samples are of a task.
  let hasTask: [Bool]

  /// - Complexity: linear in functions, the frames of distinct stacks and label sets.
  public init(_ profile: Profile, _ options: ViewOptions = ViewOptions()) throws(ViewError) {
    rows = try TimeRows(profile, options)
    acting = ActingFunctions(profile, options)
    labels = profile.labelSets
    states = LabelColumn(labels, Label.Key.state)
    locks = LabelColumn(labels, Label.Key.lock)
    executors = LabelColumn(labels, Label.Key.executor)
    hasTask = (0..<labels.count).map { [labels] in
      labels.text(Label.Key.task, in: $0) != nil || labels.number(Label.Key.taskID, in: $0) != nil
    }
  }
}
