import Scaling

extension ScaleText {
  static func ageing(_ ageing: AgeingReport, _ limit: Int, _ page: inout TextPage) {
    page.section("ageing over \(ageing.windows) windows of \(Quantity.number(ageing.requestsPerWindow)) requests")
    var table = ReportTable([
      ("µs/req a window", .number), ("±", .number), ("", .word), ("first µs", .number), ("last µs", .number), ("", .bar), ("function", .code),
      ("place", .text),
    ])
    for row in ageing.rows {
      table.add([
        Quantity.signed(row.slope.value / 1000), Quantity.reach(row.slope.scaled(by: 0.001)), row.isClaimed ? "" : "n.s.",
        row.cost.first.map(Quantity.microseconds) ?? "–", row.cost.last.map(Quantity.microseconds) ?? "–", sparkline(row.cost),
        row.frame?.function ?? "the whole request", row.frame.map(ScaleWords.place) ?? "",
      ])
    }
    table.dropEmptyColumns()
    table.add(to: &page, limit: limit)
    page.paragraph(
      "memory beside it: \(Quantity.number(ageing.residentPerRequest.value)) bytes resident \(Quantity.reach(ageing.residentPerRequest)), "
        + "\(Quantity.number(ageing.heapPerRequest.value)) bytes of heap \(Quantity.reach(ageing.heapPerRequest)) a request", indent: "  ")
    CurveText.refusals(ageing.refused, &page)
  }

  /// Values as blocks of eight heights, from the least to the largest; "" where nothing changes.
  static func sparkline(_ values: [Double]) -> String {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), high > low, (high - low).isFinite else { return "" }
    let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return String(values.map { $0.isFinite ? blocks[min(7, max(0, Int((($0 - low) / (high - low) * 7).rounded())))] : " " })
  }

  static func interaction(_ interaction: Interaction, _ page: inout TextPage) {
    guard interaction.cycles.count == 4 else { return }
    page.section("size and level together, µs per request")
    var table = ReportTable([
      ("", .word), ("size \(Quantity.number(interaction.smallSize))", .number), ("size \(Quantity.number(interaction.largeSize))", .number),
    ])
    let cells = interaction.cycles.map { Quantity.microseconds($0) }
    table.add(["N=\(interaction.lowLevel)", cells[0], cells[1]])
    table.add(["N=\(interaction.highLevel)", cells[2], cells[3]])
    table.add(to: &page)
    for lossClass in LossClass.allCases {
      guard let excess = interaction.excess[lossClass], excess != 0 else { continue }
      page.paragraph(
        "\(Quantity.signed(excess / 1000)) µs per request of \(ScaleWords.title(lossClass)) only when both are high", indent: "  ")
    }
  }
}
