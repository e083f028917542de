/// The lines of one section of a report, from its heading to the next one.
func section(_ name: String, of report: String) -> [String] {
  let lines = report.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  guard let start = lines.firstIndex(where: { $0 == name || $0 == "#### \(name)" }) else { return [] }
  let rest = lines[(start + 1)...].drop { $0.isEmpty }
  return Array(rest.prefix { !$0.isEmpty })
}

/// The rows of a table of the text report as words: numbers with their units, then the name. Bars are kept in tables of states only.
func rows(_ name: String, of report: String) -> [String] {
  let drawn: (Substring) -> Bool = { word in !name.hasSuffix("states") && word.allSatisfy { "█▉▊▋▌▍▎▏░├└│─".contains($0) } }
  return section(name, of: report).dropFirst().map { line in line.split(separator: " ").filter { !drawn($0) }.joined(separator: " ") }
}

/// The cells of a row of a Markdown table, split where a renderer of GitHub's dialect splits them: at every bar without a backslash.
func cells(_ row: String) -> [String] {
  var cells: [String] = [""]
  var isEscaped = false
  for scalar in row.unicodeScalars {
    if scalar == "|", !isEscaped { cells.append("") } else { cells[cells.count - 1].unicodeScalars.append(scalar) }
    isEscaped = scalar == "\\" && !isEscaped
  }
  return cells.dropFirst().dropLast().map { $0.split(separator: " ").joined(separator: " ") }
}
