const NARROW = 768, LEAST = 110; // pixels: of a page on which charts are made to fit; of a plot

// A chart with everything one below the other, its legends too, and plots that are so many pixels narrower.
function slim(spec, by) {
  const made = { ...spec };
  if (made.columns) made.columns = 1;
  for (const parts of ["concat", "vconcat"]) {
    if (made[parts]) made[parts] = made[parts].map((part) => slim(part, by));
  }
  if (made.hconcat) made.hconcat = made.hconcat.map((part) => slim(part, by / made.hconcat.length));
  if (made.layer) made.layer = made.layer.map(aslant);
  if (typeof made.width === "number") {
    const least = (made.layer || []).some(isMatrix) ? 0.62 * made.width : LEAST;
    const width = Math.max(least, made.width - by);
    if (made.projection) made.height *= width / made.width;
    made.width = width;
  }
  return made;
}

// Cells with names above them stay wide enough for their numbers.
function isMatrix(part) {
  const x = part.encoding && part.encoding.x;
  return Boolean(x && x.axis && x.axis.orient === "top");
}

// Names above columns do not fit into narrow ones.
function aslant(part) {
  if (!isMatrix(part)) return part;
  const x = part.encoding.x;
  return { ...part, encoding: { ...part.encoding, x: { ...x, axis: { ...x.axis, labelAngle: -40 } } } };
}

function slimmed(spec, by, room) {
  const legend = { ...spec.config.legend, orient: "bottom", columns: 2, labelLimit: room / 2 - 40 };
  const title = { ...spec.config.title, limit: room };
  return { ...slim(spec, by), config: { ...spec.config, legend, title } };
}

async function draw(node, spec) {
  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, logLevel: 1 };
  const room = node.clientWidth || document.body.clientWidth, fixed = spec.usermeta && spec.usermeta.fixed;
  if (innerWidth > NARROW || fixed) return vegaEmbed(node, spec, options);
  await vegaEmbed(node, slimmed(spec, 0, room), options);
  const excess = node.querySelector("svg").width.baseVal.value - room;
  if (excess > 0) await vegaEmbed(node, slimmed(spec, Math.ceil(excess) + 1, room), options);
}

for (const data of document.querySelectorAll("script[data-chart]")) {
  const node = document.getElementById(data.dataset.chart);
  const spec = { ...JSON.parse(data.textContent), background: "transparent" };
  draw(node, spec).then(
    // What it shows stands in its label, and in the table below.
    () => node.querySelector("svg").setAttribute("aria-hidden", "true"),
    () => { node.textContent = "This chart cannot be drawn here; its numbers stand in the table below."; },
  );
}
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details.folded:not(.unprinted)")) folded.open = true;
});
