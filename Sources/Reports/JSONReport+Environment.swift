import Profiles

extension JSONReport {
  static func environment(_ profile: Profile, _ writer: inout JSONWriter) {
    let environment = profile.environment
    writer.key("environment")
    writer.object { writer in
      writer.field("toolVersion", environment.toolVersion)
      writer.field("kernel", environment.kernel)
      writer.field("cpuModel", environment.cpuModel)
      if environment.processors > 0 { writer.field("processors", environment.processors) }
      writer.field("clock", environment.clock)
      writer.field("collector", environment.collector)
      writer.field("frequencyHertz", environment.frequency)
      writer.field("target", environment.target)
      writer.field("processID", environment.processID)
      writer.field("startNanoseconds", profile.startTime)
      writer.field("durationNanoseconds", profile.duration)
      writer.key("notes")
      writer.array { writer in for note in environment.notes { writer.value(note) } }
    }
  }

  static func trust(_ profile: Profile, _ writer: inout JSONWriter) {
    let trust = profile.environment.trust
    writer.key("trust")
    writer.object { writer in
      writer.field("samples", trust.samples)
      writer.field("lost", trust.lost)
      writer.field("truncated", trust.truncated)
      writer.field("complete", trust.complete)
      writer.field("asyncSamples", trust.asyncSamples)
      writer.field("asyncComplete", trust.asyncComplete)
      let recorder = profile.recorderTime()
      if recorder > 0 { writer.field("recorderNanoseconds", recorder) }
      guard trust.wall > 0 else { return }
      writer.field("wallNanoseconds", trust.wall)
      writer.field("accountedNanoseconds", trust.accounted)
      writer.field("closureMillionths", trust.closureError)
    }
  }
}
