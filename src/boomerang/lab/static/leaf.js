// A leaf of a document. Texts are never read as HTML; a chart is drawn when it comes into sight.
export function render({ model }) {
  const all = document.createElement("div");
  all.className = "leaf";
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) { seen.unobserve(target); target.draw(); }
  }, { rootMargin: "300px" });
  const draw = () => { seen.disconnect(); all.replaceChildren(...model.blocks.map((block) => shown(block, model.level, seen))); };
  model.on("blocks", draw);
  draw();
  return all;
}

function made(tag, text = "", name = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (name) element.className = name;
  return element;
}

function shown(block, level, seen) {
  const inner = (deeper) => block.blocks.map((each) => shown(each, deeper, seen));
  switch (block.kind) {
    case "paragraph": return paragraph(block);
    case "bullets": { const list = made("ul"); list.append(...block.items.map((item) => made("li", item))); return list; }
    case "typed": { const typed = made("pre", block.text); typed.tabIndex = 0; return typed; }
    case "table": return table(block);
    case "picture": return picture(block, level, seen);
    case "folded": return folded(block.summary, inner(level));
    default: { const part = made("section"); part.append(made(`h${Math.min(level, 6)}`, block.title), ...inner(level + 1)); return part; }
  }
}

function paragraph({ lead, text }) {
  const all = made("p");
  if (lead) all.append(made("strong", lead), " ");
  all.append(text);
  return all;
}

function folded(summary, children) {
  const details = made("details");
  details.append(made("summary", summary), ...children);
  return details;
}

function group(name, label) {
  const around = made("div", "", name);
  around.tabIndex = 0; around.setAttribute("role", "group"); around.setAttribute("aria-label", label);
  return around;
}

function table({ caption, columns, rows, numeric }) {
  const around = group("scroll", caption), all = made("table", "", "texts");
  all.createCaption().textContent = caption;
  const cell = (tag, text, column) => {
    const one = made(tag, text, numeric.includes(column) ? "number" : "");
    if (tag === "th") one.scope = column < 0 ? "row" : "col";
    return one;
  };
  const top = all.createTHead().insertRow(), body = all.createTBody();
  top.append(...columns.map((title, column) => title ? cell("th", title, column) : made("td")));
  for (const row of rows) {
    const [first, ...rest] = row, line = body.insertRow(), head = made("th", first);
    head.scope = "row";
    line.append(head, ...rest.map((text, column) => cell("td", text, column + 1)));
  }
  around.append(all);
  return around;
}

function picture({ title, explained, spec, table: numbers }, level, seen) {
  const figure = made("figure"), place = made("div", "", "drawn"), told = made("figcaption", explained);
  const around = group("scroll chart", `Chart: ${title}`), unseen = made("p", "Its numbers stand in the table below.", "unseen");
  place.draw = () => window.fitted(place, structuredClone(spec), place.clientWidth || 600, { actions: false, renderer: "svg", mode: "vega-lite", logLevel: 1 })
    .then(() => { place.querySelector("svg")?.setAttribute("aria-hidden", "true"); place.style.minHeight = 0; })
    .catch(() => { place.textContent = "This chart cannot be drawn here; its numbers stand in the table below."; });
  around.append(unseen, place); seen.observe(place);
  figure.append(made(`h${Math.min(level, 6)}`, title), told, around, folded("The same as a table", [table(numbers)]));
  return figure;
}
