
// ---- models of the curve ----

const COEFFICIENTS = { gamma: "γ", alpha: "α", beta: "β" };

function showModels() {
  const { curve } = data;
  const table = element("curve-table");
  heading(table, [
    ["Draw", ""], ["Model", "class"], ["Coefficients, 95 %", "coefficients"], ["Peak or limit", "number"], ["Error", "number"], ["ΔAICc", "number"],
    ["Left-out level", "number"], ["Loss function", "meaning"],
  ]);
  const body = table.createTBody();
  for (const model of curve.models) {
    const row = body.insertRow();
    const isSelected = model.name === curve.selected;
    if (isSelected) row.className = "selected";
    const box = make("input");
    box.type = "checkbox";
    box.checked = drawn.has(model.name);
    box.dataset.model = model.name;
    box.setAttribute("aria-label", `draw ${model.title}`);
    box.addEventListener("change", () => {
      if (box.checked) drawn.add(model.name);
      else drawn.delete(model.name);
      drawThroughput();
    });
    cell(row, "", "").append(box);
    const title = cell(row, model.title, "class");
    if (isSelected) title.append(make("small", "behind", "selected"));
    const list = cell(row, "", "coefficients");
    for (const { name, interval, standardError } of model.coefficients) {
      const line = make("div", "", `${COEFFICIENTS[name] ?? name} = ${short(interval[0])}`);
      const ends = range(interval, short);
      if (ends) line.append(make("small", "range", ends));
      if (isNumber(standardError)) line.title = `standard error ${short(standardError)}`;
      list.append(line);
    }
    const peak = model.peak && isNumber(model.peak[0]) ? `${short(model.peak[1])}/s at N = ${short(model.peak[0])}` : isNumber(model.limit) ? `≤ ${short(model.limit)}/s` : "–";
    cell(row, peak, "number");
    cell(row, part(model.relativeError), "number");
    cell(row, model.deltaAICc === undefined ? "–" : short(model.deltaAICc), "number");
    cell(row, model.leaveOneOutError === undefined ? "–" : part(model.leaveOneOutError), "number");
    cell(row, model.loss, "meaning");
  }
}

sections.push({
  id: "curve",
  isShown: () => data.curve !== undefined,
  show() {
    const { curve } = data;
    const selected = curve.models.find((model) => model.name === curve.selected);
    element("curve-hint").textContent =
      (selected ? `Of these models, “${selected.title}” describes the measured points best. ` : "No model is selected. ") +
      "A model that fits says nothing about the cause: the states above do. Coefficients of different loss functions are not comparable.";
    if (curve.models.length) showModels();
    element("curve-beta").textContent = curve.probabilityBetaIsZero === undefined ? "" : `Probability that β = 0: ${part(curve.probabilityBetaIsZero)}`;
    showRefusals("curve-refused", curve.refused);
  },
});
