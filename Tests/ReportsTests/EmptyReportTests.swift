import Profiles
import Testing

@Suite struct EmptyReportTests {
  private let advice = "there are no samples: was the program idle?"

  @Test("A recording without samples says why, what to do, and shows no table")
  func text() throws {
    let text = try Profile.idle.text()
    #expect(text.contains("\nnote: nothing ran: the process was asleep\n"))
    #expect(text.contains(advice))
    #expect(text.contains("0 samples, 0 lost, 0 cut short"))
    #expect(!text.contains("functions") && !text.contains("%"))
  }

  @Test("Markdown gives the same note and advice")
  func markdown() throws {
    let markdown = try Profile.idle.markdown()
    #expect(markdown.contains("\n> nothing ran: the process was asleep\n"))
    #expect(markdown.contains(advice))
    #expect(!markdown.contains("|"))
  }

  @Test("JSON has the note, empty tables and a total of zero")
  func json() throws {
    let json = try Profile.idle.json()
    #expect((json["environment"] as? [String: Any])?["notes"] as? [String] == ["nothing ran: the process was asleep"])
    #expect(json["totalNanoseconds"] as? Int == 0)
    for table in ["functions", "threads", "tasks"] { #expect((json[table] as? [Any])?.isEmpty == true) }
  }

  @Test("The page's data have the note and the advice")
  func html() throws {
    let html = try Profile.idle.html()
    #expect(html.contains("nothing ran: the process was asleep"))
    #expect(html.contains(advice))
  }

  @Test("When focus leaves nothing, every report says that it was focus")
  func focus() throws {
    let profile = ProfileFixture.recorded([("main", 1)]).profile
    let change: (inout ViewOptions) -> Void = { $0.focus = "no such" }
    for report in [try profile.text(change), try profile.markdown(change), try profile.html(change)] {
      #expect(report.contains("no stack is left: --focus or --ignore leaves out all of them"))
      #expect(!report.contains(advice))
    }
  }

  @Test("Samples without a value of the shown type are not called missing")
  func noValues() throws {
    var fixture = ProfileFixture()
    fixture.add(["main"], values: [3, 0])
    for report in [try fixture.profile.text(), try fixture.profile.markdown(), try fixture.profile.html()] {
      #expect(report.contains("there are samples, but their values of 'cpu' add up to nothing"))
    }
    #expect(rows("functions", of: try fixture.profile.text { $0.sampleType = "samples" }) == ["100 % 100 % 3 main main.swift:3"])
  }

  @Test("A profile without sample types, functions or samples is a report too")
  func nothing() throws {
    let nothing = Profile(sampleTypes: [])
    #expect(try nothing.text().hasPrefix("profile\n0 samples\n"))
    #expect(try nothing.markdown().hasPrefix("### profile\n\n0 samples\n"))
    #expect(try nothing.json()["totalValue"] as? Int == 0)
    #expect(try nothing.html().hasSuffix("</html>\n"))
  }

  @Test("A stack without frames is shown as unknown")
  func noFrames() throws {
    var fixture = ProfileFixture()
    fixture.add([], values: [1, 10_000_000])
    #expect(rows("functions", of: try fixture.profile.text()) == ["100 % 100 % 10.0 ms [unknown]"])
  }
}
