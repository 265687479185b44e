// A number among given ones, with what was believed of it drawn behind.
export function render({ model }) {
  const field = document.createElement("div"), row = document.createElement("div");
  const label = document.createElement("label"), value = document.createElement("output");
  const about = document.createElement("p"), track = document.createElement("div"), input = document.createElement("input");
  field.className = "field"; row.className = "row"; value.className = "value"; about.className = "about"; track.className = "track";
  input.type = "range"; input.id = "range"; label.htmlFor = "range"; value.htmlFor = "range"; about.id = "about";
  input.setAttribute("aria-describedby", "about");
  row.append(label, value); track.append(input); field.append(row, about, track);
  const show = () => {
    const at = Number(input.value);
    value.textContent = model.shown[at] ?? ""; input.setAttribute("aria-valuetext", value.textContent);
    value.classList.toggle("moved", at !== model.usual);
  };
  const draw = () => {
    label.textContent = model.label; about.textContent = model.about;
    input.min = 0; input.max = Math.max(0, model.shown.length - 1); input.step = 1; input.value = model.value; input.disabled = model.disabled;
    track.querySelector("svg")?.remove();
    if (model.density.length) track.prepend(sketch(model));
    track.style.height = model.density.length ? "34px" : "24px";
    show();
  };
  input.addEventListener("input", show);
  input.addEventListener("change", () => { model.value = Number(input.value); });
  for (const name of ["value", "label", "about", "shown", "usual", "disabled", "density"]) model.on(name, draw);
  draw();
  return field;
}

function sketch(model) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), n = model.density.length - 1;
  svg.setAttribute("viewBox", `0 0 ${n} 1`); svg.setAttribute("preserveAspectRatio", "none"); svg.setAttribute("aria-hidden", "true");
  const hill = (from, to, colour) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path"); let d = `M${from} 1`;
    for (let i = from; i <= to; i++) d += ` L${i} ${1 - model.density[i]}`;
    path.setAttribute("d", `${d} L${to} 1 Z`); path.setAttribute("fill", colour); svg.append(path);
  };
  hill(0, n, "#e7e3da"); hill(model.low, model.high, "#cfc7b6");
  return svg;
}
