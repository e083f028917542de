
// ---- from ideal to measured, and ceilings ----

/// Largest first; what nobody can act on comes last.
function lossRows() {
  const last = (row) => (row.class === "unattributed" ? 1 : 0);
  const rows = data.account.rows.filter((row) => row.class !== "base" && (row.loss || row.delta[0] || row.base));
  return rows.sort((a, b) => last(a) - last(b) || b.loss - a.loss);
}

/// A bar from `from` to `to` requests per second, on a line of 0 to `most`.
function lossBar(row, from, to, most, kind, whisker) {
  const track = make("div", "track");
  const place = (value) => Math.max(0, Math.min(100, (value / most) * 100));
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const bar = make("div", "part " + kind);
  bar.style.left = place(low) + "%";
  bar.style.width = Math.max(0.15, place(high) - place(low)) + "%";
  track.append(bar);
  if (whisker) {
    const line = make("div", "reach");
    line.style.left = place(whisker[0]) + "%";
    line.style.width = Math.max(0.1, place(whisker[1]) - place(whisker[0])) + "%";
    track.append(line);
  }
  cell(row, "", "track-cell").append(track);
}

function showLoss() {
  const { account } = data;
  const rows = lossRows();
  const table = element("loss-table");
  heading(table, [["Class", "class"], ["From ideal to measured", "track-cell"], ["Requests/s", "number"], ["µs per request", "number"], ["Share of loss", "number"], ["Claimed", "claim"]]);
  const body = table.createTBody();
  let [running, most] = [account.ideal, account.ideal];
  for (const row of rows) most = Math.max(most, (running -= row.loss));
  const end = (title, value, time, kind) => {
    const row = body.insertRow();
    row.className = "whole";
    cell(row, title, "class");
    lossBar(row, 0, value, most, kind);
    cell(row, short(value), "number");
    cell(row, micros(time), "number");
    cell(row, "", "number");
    cell(row, "", "claim");
  };
  end(`Ideal: ${account.level} × X(1)`, account.ideal, account.baseCycle, "ideal-part");
  running = account.ideal;
  for (const entry of rows) {
    const row = body.insertRow();
    row.dataset.class = entry.class;
    const title = cell(row, classTitle(entry.class), "class");
    title.prepend(swatch("class", entry.class));
    title.append(make("small", "meaning", classOf.get(entry.class)?.meaning ?? ""));
    const after = running - entry.loss;
    // The ends of the share's interval, as requests per second.
    const ends = range(entry.share, short) ? entry.share.slice(1).map((share) => running - share * account.loss) : null;
    lossBar(row, running, after, most, `class-${entry.class}${entry.isClaimed ? "" : " unclaimed"}${entry.loss < 0 ? " gain" : ""}`, ends && [Math.min(...ends), Math.max(...ends)]);
    cell(row, signed(short(-entry.loss), -entry.loss), "number");
    cell(row, signed(micros(entry.delta[0]), entry.delta[0]), "number").append(make("small", "range", range(entry.delta, micros)));
    measure(row, entry.share, part);
    const claim = cell(row, entry.isClaimed ? "claimed" : "not claimed", "claim");
    if (!entry.isClaimed) claim.append(make("small", "range", entry.q > 0.05 ? `uncertain, q = ${short(entry.q)}` : "small, or few samples"));
    if (entry.ceiling !== undefined && data.ceilings[entry.ceiling]) title.append(make("small", "behind", "ceiling: " + ceilingTitle(data.ceilings[entry.ceiling])));
    running = after;
  }
  end(`Measured at N = ${account.level}`, account.throughput, account.cycle, "measured-part");
}

sections.push({
  id: "loss",
  isShown: () => data.account !== undefined && data.account.level > 1,
  show() {
    const { account } = data;
    element("loss-hint").textContent =
      `At N = ${account.level}, ${short(account.loss)} of ${short(account.ideal)} ideal requests/s are lost. The parts add up exactly; ` +
      "a pale bar is too small or too uncertain to be claimed.";
    showLoss();
  },
});

function showCeilings() {
  const table = element("ceilings-table");
  const hasPredictions = data.ceilings.some((ceiling) => isNumber(ceiling.predicted));
  heading(table, [
    ["Ceiling, requests/s", "number"], ["What", "name"], ["Busy", "number"], ["Per request", "number"], ["Knee N*", "number"],
    ...(hasPredictions ? [["Predicted", "number"]] : []), ["How it was told", "meaning"],
  ]);
  const body = table.createTBody();
  for (const ceiling of data.ceilings) {
    const row = body.insertRow();
    measure(row, ceiling.maximum, short);
    const what = cell(row, ceilingTitle(ceiling), "name");
    what.prepend(make("i", `key ceiling ${ceiling.kind}`));
    const where = [ceiling.holder === undefined ? "" : place(ceiling.holder), ceiling.kind === "cores" ? "" : ceiling.name].filter(Boolean).join(" · ");
    if (where) what.append(make("small", "behind", where));
    const busy = cell(row, part(ceiling.utilisation), "number");
    if (ceiling.utilisation >= 0.95) busy.classList.add("saturated");
    measure(row, ceiling.service, duration);
    cell(row, short(ceiling.knee), "number");
    if (hasPredictions) cell(row, short(ceiling.predicted), "number").title = "the same, told only from levels below 80 % of the largest throughput";
    cell(row, ceiling.basis, "meaning");
  }
}

sections.push({ id: "ceilings", isShown: () => data.ceilings.length > 0, show: showCeilings });
