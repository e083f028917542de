/// What the viewer colours frames by. The raw value is the index in `meta.categories`.
enum FirefoxCategory: Int64, CaseIterable {
  /// Grey, which makes it the default category.
  case other, program, async, kernel, scheduler, thunk

  /// A frame is async where the async context chain led to it, whatever its function is.
  init(_ kind: FunctionKind, isAsync: Bool) {
    switch kind {
    case _ where isAsync: self = .async
    case .ordinary: self = .program
    case .kernel: self = .kernel
    case .scheduler: self = .scheduler
    case .thunk: self = .thunk
    case .marker: self = .other
    }
  }

  var name: String {
    switch self {
    case .other: "Other"
    case .program: "Program"
    case .async: "Async caller"
    case .kernel: "Kernel"
    case .scheduler: "Task scheduler"
    case .thunk: "Thunk"
    }
  }

  /// One of the viewer's colours.
  var color: String {
    switch self {
    case .other: "grey"
    case .program: "yellow"
    case .async: "purple"
    case .kernel: "orange"
    case .scheduler: "lightblue"
    case .thunk: "brown"
    }
  }
}
