
// ---- the page of a trend: head, sections, wiring ----

function isolated(row, text, className) {
  const made = cell(row, text, className);
  made.dir = "auto";
  return made;
}

function scrolled(table) { return make("div", "scroll", table); }

function changesTable(series) {
  const table = make("table", "changes");
  heading(table, [
    ["State", ""], ["Commit", ""], ["#", "number"], ["Change", "number"], ["Before", ""], ["After", ""], ["(last good, first bad]", ""], ["Title", ""],
  ]);
  const body = table.createTBody();
  for (const change of series.changes) {
    const row = body.insertRow();
    cell(row, change.stateText, "tight").title = change.meaning;
    isolated(row, change.commitShort, "name").title = change.commit;
    cell(row, String(change.index), "number");
    cell(row, "", "number").append(make("span", change.direction, change.relative + (change.directionText ? " " + change.directionText : "")));
    cell(row, change.beforeText, "tight").append(make("small", "range", change.beforeEnds));
    cell(row, change.afterText, "tight").append(make("small", "range", change.afterEnds));
    isolated(row, change.rangeText, "name");
    isolated(row, change.title, "title");
  }
  return scrolled(table);
}

/// What may have made a change: functions, commits.
function behind(change) {
  const holder = make("div", "behind-change", make("h3", "", `Behind the change at ${change.commitShort}`));
  if (change.functions.length) {
    const table = make("table");
    heading(table, [["Function", ""], ["File", ""], ["Change", "number"], ["Before", "number"], ["After", "number"]]);
    const body = table.createTBody();
    for (const entry of change.functions) {
      const row = body.insertRow();
      isolated(row, entry.name, "name");
      isolated(row, entry.file, "place");
      for (const text of [entry.difference, entry.before, entry.after]) cell(row, text, "number");
    }
    holder.append(scrolled(table));
  }
  if (change.suspects.length) {
    const table = make("table");
    heading(table, [["Commit in the range", ""], ["Touches", ""], ["Title", ""]]);
    const body = table.createTBody();
    for (const suspect of change.suspects) {
      const row = body.insertRow();
      isolated(row, suspect.short, "name").title = suspect.commit;
      isolated(row, suspect.functions.join(", "), "name");
      isolated(row, suspect.title, "title");
    }
    holder.append(scrolled(table));
  }
  return holder;
}

function pointsTable(series) {
  const format = TREND_UNITS[series.unit] ?? short;
  const table = make("table");
  heading(table, [["#", "number"], ["Commit", ""], ["Date", ""], ["Value", "number"], ["Title", ""]]);
  const body = table.createTBody();
  series.values.forEach((value, index) => {
    const commit = data.commits[series.commits[index]];
    const row = body.insertRow();
    cell(row, String(index), "number");
    isolated(row, commit.short, "name").title = commit.commit;
    cell(row, commit.date, "place");
    cell(row, isNumber(value) ? format(value) : "–", "number");
    isolated(row, commit.title, "title");
  });
  return scrolled(table);
}

const drawings = [];

function section(series, index) {
  const title = make("h2", "", series.title, make("span", "count", series.summary));
  title.id = `series-${index}-title`;
  const plot = make("div", "plot");
  const numbers = make("details", "numbers", make("summary", "", "The points as a table"));
  numbers.addEventListener("toggle", () => {
    if (numbers.open && numbers.childElementCount === 1) numbers.append(pointsTable(series));
  });
  const place = make("section", "", title, plot);
  place.id = `series-${index}`;
  place.setAttribute("aria-labelledby", title.id);
  if (series.changes.length) place.append(changesTable(series));
  for (const change of series.changes) if (change.functions.length || change.suspects.length) place.append(behind(change));
  place.append(numbers);
  if (series.values.length) drawings.push({ plot, series, isDrawn: false });
  else plot.append(make("p", "hint", "No measurements."));
  return place;
}

/// Pictures are drawn when they come into sight: there may be hundreds.
function drawWhenSeen() {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const drawing = drawings.find((candidate) => candidate.plot === entry.target);
      if (!entry.isIntersecting || !drawing || drawing.isDrawn) continue;
      drawing.isDrawn = true;
      drawTrend(drawing.plot, drawing.series);
    }
  }, { rootMargin: "400px" });
  drawings.forEach((drawing, index) => {
    drawing.plot.style.minHeight = "290px";
    // The first ones at once, so that a page that is printed or driven has them.
    if (index < 12) {
      drawing.isDrawn = true;
      drawTrend(drawing.plot, drawing.series);
    } else observer.observe(drawing.plot);
  });
}

function legend() {
  const entries = [["level-key", "level between two changes, with its 95 % interval"]];
  if (data.series.some((series) => series.changes.length)) {
    entries.push(
      ["worse-key", "worse from here"], ["better-key", "better from here"], ["candidate-key", "candidate: too few points since"],
      ["away-key", "went away"]);
  }
  return entries.map(([key, text]) => {
    const sign = make("i", `key ${key}`);
    sign.setAttribute("aria-hidden", "true");
    return make("li", "", sign, text);
  });
}

function start() {
  applyTheme();
  element("sentence").textContent = data.sentence;
  element("kicker").textContent = ["headroom history", data.benchmark].filter(Boolean).join(" · ");
  document.title = [data.benchmark, "headroom history"].filter(Boolean).join(" — ");
  element("environment").replaceChildren(...data.facts.map(({ name, text }) => {
    const value = make("dd", "", text);
    value.dir = "auto";
    return make("div", "", make("dt", "", name), value);
  }));
  element("notes").replaceChildren(...data.notes.map((note) => appendText(make("li", ""), note)));
  element("legend").replaceChildren(...legend());
  document.querySelector("main").append(...data.series.map(section));
  document.querySelector("nav").replaceChildren(...data.series.slice(0, 24).map((series, index) => {
    const link = make("a", "", clipped(series.title, 200));
    link.href = `#series-${index}`;
    return link;
  }));
  drawWhenSeen();
  element("dark").addEventListener("click", invertTheme);
  watchTheme();
  watchAddress();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "d" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
    invertTheme();
  });
  // Pictures are as wide as the page: a new width is a new picture.
  let width = document.body.clientWidth;
  new ResizeObserver(() => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    hideTip();
    for (const drawing of drawings) if (drawing.isDrawn) drawTrend(drawing.plot, drawing.series);
  }).observe(document.body);
  // Says to whoever drives the page that all of it was drawn.
  document.documentElement.dataset.ready = "true";
}

start();
