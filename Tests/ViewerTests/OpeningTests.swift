import Testing

extension ViewerInBrowser {
  /// What every page does when it is opened.
  @Suite struct Opening {
    @Test("Each page opens without a word on the console and asks for nothing but itself", arguments: SamplePage.all + SamplePage.others)
    func quiet(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      let heading = try page.text("h1")
      #expect(heading != "" && (sample.heading.isEmpty || heading.contains(sample.heading)))
      let errors = try page.driver.consoleErrors()
      #expect(errors == [])
      let requests = try page.foreignRequests()
      #expect(requests == [])
    }

    @Test("A page that asks for something, or that fails, would be noticed")
    func noticed() throws {
      let page = try OpenedPage.open(
        """
        <!doctype html><html lang="en" data-ready="true"><title>bad</title>
        <img src="http://127.0.0.1:9/picture.png" alt=""><script>setTimeout(() => { throw new Error("broken on purpose"); });</script></html>
        """)
      #expect(try page.driver.consoleErrors().contains { $0.contains("broken on purpose") })
      #expect(try page.foreignRequests() == ["http://127.0.0.1:9/picture.png"])
    }
  }
}
