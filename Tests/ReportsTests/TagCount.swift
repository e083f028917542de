/// How often each beginning of a tag that could end or begin a script, a style or a picture is in a page, in any case.
func tagCounts(_ page: String) -> [String: Int] {
  let bytes = page.utf8.map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }
  var counts: [String: Int] = [:]
  for start in bytes.indices where bytes[start] == UInt8(ascii: "<") {
    for tag in ["</script", "<script", "<!--", "<img", "<svg", "</style"] where bytes[start...].starts(with: tag.utf8) {
      counts[tag, default: 0] += 1
    }
  }
  return counts
}
