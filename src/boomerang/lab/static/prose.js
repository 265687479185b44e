// Texts one under the other: each is [kind, text]; a list of rows as text is a table. Texts are never read as HTML.
const TAGS = { title: "h2", head: "h3", text: "p", quiet: "p", wrong: "p", code: "pre" };

export function render({ model }) {
  const all = document.createElement("div");
  if (model.live) { all.setAttribute("role", "status"); all.setAttribute("aria-live", "polite"); }
  const draw = () => {
    all.replaceChildren(...model.blocks.map(([kind, content]) => {
      if (kind === "table") return table(content);
      if (kind === "progress") return bar(content);
      const made = document.createElement(TAGS[kind]);
      made.className = kind; made.textContent = content;
      if (kind === "code") made.tabIndex = 0;
      return made;
    }));
  };
  model.on("blocks", draw);
  draw();
  return all;
}

function bar(share) {
  const made = document.createElement("progress");
  made.max = 1; made.value = share; made.setAttribute("aria-label", "how much is done");
  return made;
}

function table({ caption, head, rows }) {
  const around = document.createElement("div"), made = document.createElement("table");
  around.className = "scroll"; around.tabIndex = 0; around.setAttribute("role", "group"); around.setAttribute("aria-label", caption);
  made.createCaption().textContent = caption;
  const top = made.createTHead().insertRow();
  for (const name of head) { const cell = document.createElement("th"); cell.scope = "col"; cell.textContent = name; top.append(cell); }
  const body = made.createTBody();
  for (const row of rows) { const line = body.insertRow(); for (const text of row) line.insertCell().textContent = text; }
  around.append(made);
  return around;
}
