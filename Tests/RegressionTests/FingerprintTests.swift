import Profiles
import Scaling
import Testing

@testable import Regression

@Suite("A fingerprint")
struct FingerprintTests {
  private var environment: Environment {
    var environment = Environment()
    (environment.cpuModel, environment.kernel, environment.toolchain) = ("Xeon", "6.1", "Swift 6.3")
    (environment.collector, environment.frequency, environment.toolVersion) = ("bpf", 999, "1")
    return environment
  }

  @Test("Each part that differs is named, with what to do about it") func differences() {
    let base = Fingerprint(environment, processors: 2, buildCommand: "swift build")
    #expect(base.difference(from: base) == nil)
    var other = base
    other.processors = 4
    #expect(other.difference(from: base) == "the number of processors differs, 2 and 4: measure both on one machine")
    other = base
    other.buildCommand = "swift build -c release"
    #expect(other.difference(from: base)?.hasPrefix("the build command differs") == true)
    other = base
    other.frequency = 99
    #expect(other.difference(from: base)?.contains("-F") == true)
  }

  @Test("What one side does not know is missing, and no difference") func missing() {
    let base = Fingerprint(environment)
    var other = base
    other.kernel = ""
    #expect(other.difference(from: base) == nil)
    #expect(other.missing(from: base) == ["kernel"])
  }

  @Test("Its text holds all that is known and nothing else") func text() {
    #expect(
      Fingerprint(environment).text
        == "CPU model Xeon; kernel 6.1; toolchain Swift 6.3; version of the tool 1; collector bpf; sampling frequency 999")
    #expect(Fingerprint().text.isEmpty)
  }
}
