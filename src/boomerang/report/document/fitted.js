// A chart that fits into a page, in reports and in the lab.
const NARROW = 768, LEAST = 110; // pixels: of a page on which charts are made to fit; of a plot
const LETTERS = 24, LINES = 4, LINE = 14; // of names of rows on such a page; pixels from line to line
const TITLE = 46, AXIS = 38; // letters in a line of the title of a chart, and of what an axis is of
const BY_NUMBER = /^split\((.*)\[datum\.value\], '\\n'\)$/s; // how the label of a row is looked up in a list of names
const LEGIBLE = 0.7; // of its width: a diagram that would be smaller is drawn otherwise

// A chart with everything one below the other, its legends too, and plots that are so many pixels narrower.
function slim(spec, by) {
  const made = withShortLines(spec);
  if (made.title && made.title.text) made.title = { ...made.title, text: lines(`${made.title.text}`, TITLE) };
  if (made.columns) made.columns = 1;
  for (const parts of ["concat", "vconcat"]) {
    if (made[parts]) made[parts] = made[parts].map((part) => slim(part, by));
  }
  if (made.hconcat) made.hconcat = made.hconcat.map((part) => slim(part, by / made.hconcat.length));
  if (made.layer) made.layer = made.layer.map((part) => titledInLines(aslant(part)));
  if (typeof made.width === "number") {
    const least = (made.layer || []).some(isMatrix) ? 0.62 * made.width : LEAST;
    const width = Math.max(least, made.width - by);
    if (made.projection) made.height *= width / made.width;
    made.width = width;
  }
  return made;
}

// Names of rows in short lines, which leave room for the plot, and rows that are high enough for them.
function withShortLines(spec) {
  let most = 0, rows = 0;
  const shortened = (part) => {
    const y = part.encoding && part.encoding.y, names = y && y.axis && namesOf(y);
    if (!names || !names.some((name) => lines(name).length > 1)) return part;
    [most, rows] = [Math.max(...names.map((name) => lines(name).length)), names.length];
    return { ...part, encoding: { ...part.encoding, y: { ...y, axis: { ...y.axis, ...inLines(y, names, most) } } } };
  };
  const made = spec.layer ? { ...spec, layer: spec.layer.map(shortened) } : shortened({ ...spec });
  const row = LINE * most + 6;
  if (made.height && made.height.step) made.height = { step: Math.max(made.height.step, row) };
  else if (typeof made.height === "number") made.height = Math.max(made.height, row * rows);
  return made;
}

// The names on an axis of rows: its values, or those of a list by their numbers; nothing for other axes.
function namesOf({ sort, axis: { labelExpr = "" } }) {
  if (labelExpr.startsWith("split(datum.label")) return sort;
  const listed = labelExpr.match(BY_NUMBER);
  return listed && JSON.parse(listed[1]);
}

// Labels of an axis in lines, the middle one on the middle of its row.
function inLines({ axis: { labelExpr } }, names, most) {
  const numbered = BY_NUMBER.test(labelExpr), keys = numbered ? names.map((_, number) => `${number}`) : names;
  const label = numbered ? "toString(datum.value)" : "datum.label", counts = names.map((name) => lines(name).length);
  const condition = Array.from({ length: most - 1 }, (_, more) => {
    const meant = keys.filter((_, number) => counts[number] === more + 2);
    return { test: `indexof(${JSON.stringify(meant)}, ${label}) >= 0`, value: (-LINE / 2) * (more + 1) };
  });
  const shown = Object.fromEntries(keys.map((key, number) => [key, lines(names[number])]));
  return { labelExpr: `(${JSON.stringify(shown)})[${label}]`, labelOffset: { condition, value: 0 } };
}

// A name in lines; the rest of one that is very long stands in the table below the chart.
function lines(name, letters = LETTERS) {
  const found = [""];
  for (const word of name.split(/\s+/)) {
    const longer = `${found[found.length - 1]} ${word}`.trim();
    if (longer.length > letters && found[found.length - 1]) found.push(word);
    else found[found.length - 1] = longer;
  }
  return found.length > LINES ? [...found.slice(0, LINES - 1), `${found[LINES - 1]} …`] : found;
}

// Cells with names above them stay wide enough for their numbers.
function isMatrix(part) {
  const x = part.encoding && part.encoding.x;
  return Boolean(x && x.axis && x.axis.orient === "top");
}

// What an axis is of, in lines that are no wider than a narrow page even beside long names of rows.
function titledInLines(part) {
  const x = part.encoding && part.encoding.x;
  if (!x || !x.title) return part;
  const title = lines([].concat(x.title).join(" "), AXIS);
  return { ...part, encoding: { ...part.encoding, x: { ...x, title } } };
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

// Draw a chart into a node of so many pixels; gives what vegaEmbed gives.
async function fitted(node, spec, room, options) {
  const narrow = spec.usermeta && spec.usermeta.narrow;
  if (narrow) {
    const drawn = await vegaEmbed(node, room < LEGIBLE * spec.width ? { ...spec, ...narrow } : spec, options);
    node.querySelector("svg").style.maxWidth = "100%";
    return drawn;
  }
  if (innerWidth > NARROW) return vegaEmbed(node, spec, options);
  const drawn = await vegaEmbed(node, slimmed(spec, 0, room), options);
  const excess = node.querySelector("svg").width.baseVal.value - room;
  if (excess <= 0) return drawn;
  drawn.finalize();
  return vegaEmbed(node, slimmed(spec, Math.ceil(excess) + 1, room), options);
}
