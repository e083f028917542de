import Testing

@testable import Profiles

@Suite struct PprofRoundTripTests {
  @Test("A profile with every feature at odd values comes back equal, in storage order", arguments: 0..<200)
  func random(seed: UInt64) throws {
    let profile = RandomProfile.make(seed: seed)
    let read = try ProfileFormat.pprof.decode(try ProfileFormat.pprof.encode(profile))
    #expect(read == profile.inStorageOrder())
  }

  @Test("Raw protobuf without gzip is read as well")
  func raw() throws {
    let profile = RandomProfile.make(seed: 7)
    var encoder = PprofEncoder()
    encoder.encode(profile)
    #expect(try ProfileFormat.pprof.decode(encoder.output.array()) == profile.inStorageOrder())
  }

  @Test("Writing what was read gives the same bytes")
  func stable() throws {
    let bytes = try ProfileFormat.pprof.encode(SyntheticProfile.make(samples: 2_000, stacks: 300, seed: 3))
    #expect(try ProfileFormat.pprof.encode(ProfileFormat.pprof.decode(bytes)) == bytes)
  }

  @Test("A profile without samples keeps its environment")
  func empty() throws {
    var profile = Profile(sampleTypes: [.samples, .cpu], defaultSampleType: "cpu")
    profile.environment.toolVersion = "1.2.3"
    profile.environment.notes = ["nothing ran: the process was idle"]
    profile.environment.requests = 0
    #expect(try ProfileFormat.pprof.decode(try ProfileFormat.pprof.encode(profile)) == profile)
  }

  @Test("An empty text and a number zero in labels stay what they were")
  func emptyLabels() throws {
    var profile = profile([("main", 1)])
    let set = profile.labelSets.intern([Label("task", ""), Label("tid", 0), Label("x", 0, unit: "bytes"), Label("", "")])
    profile.samples.append(stack: 0, labels: set, values: [1, 1])
    let read = try ProfileFormat.pprof.decode(try ProfileFormat.pprof.encode(profile))
    #expect(read.labelSets[1] == profile.labelSets[set])
  }

  @Test("Comments of another tool are kept verbatim, even when they look like ours")
  func foreignComments() throws {
    var profile = profile([("main", 1)])
    profile.environment.comments = ["kernel: 1", "any text", "note: a"]
    #expect(PprofComments.encode(profile.environment) == profile.environment.comments)
    profile.environment.toolVersion = "1"
    profile.environment.kernel = "6.1"
    let read = try ProfileFormat.pprof.decode(try ProfileFormat.pprof.encode(profile))
    #expect(read.environment == profile.environment)
  }

  @Test("Storage order groups samples by stack and is reached in one step")
  func storageOrder() {
    let profile = profile([("a;b;c", 1), ("a;d", 2), ("a;b;c", 3), ("a;b", 4)])
    let ordered = profile.inStorageOrder()
    #expect(ordered.samples.values == [1, 4, 1, 1, 1, 3, 1, 2])
    #expect(ordered.inStorageOrder() == ordered)
  }

  @Test("A file of 100 000 samples takes at most 40 bytes per sample")
  func size() throws {
    // The bar of the project; 20 000 distinct stacks of about 30 frames and 512 sets of labels. Every sample has four labels and two values.
    let profile = SyntheticProfile.make(samples: 100_000, stacks: 20_000, seed: 1)
    let bytes = try ProfileFormat.pprof.encode(profile)
    #expect(bytes.count <= 40 * profile.samples.count)
  }
}
