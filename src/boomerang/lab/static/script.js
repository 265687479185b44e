// A text of many lines, their numbers beside it, and what is wrong with some of them.
const PAUSE = 500; // milliseconds without a key until what is written is looked at

export function render({ model }) {
  const field = document.createElement("div"), label = document.createElement("label"), note = document.createElement("p");
  const box = document.createElement("div"), numbers = document.createElement("pre"), text = document.createElement("textarea");
  const said = document.createElement("p"), faults = document.createElement("ul");
  field.className = "field script"; label.htmlFor = "text"; text.id = "text"; note.className = "note"; note.id = "note";
  box.className = "box"; numbers.setAttribute("aria-hidden", "true"); said.setAttribute("role", "status"); said.id = "said"; faults.className = "faults";
  text.wrap = "off"; text.spellcheck = false; text.autocomplete = "off"; text.autocapitalize = "off"; text.setAttribute("aria-describedby", "note said");
  box.append(numbers, text); field.append(label, note, said, box, faults);

  const number = () => {
    const wrong = new Set(model.faults.map(([line]) => line)), count = text.value.split("\n").length;
    numbers.replaceChildren(...Array.from({ length: count }, (_, i) => {
      const one = document.createElement("span");
      one.textContent = i + 1; if (wrong.has(i + 1)) one.className = "wrong";
      return one;
    }));
    numbers.scrollTop = text.scrollTop;
  };
  const goTo = (line) => {
    const lines = text.value.split("\n"), start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    text.focus(); text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    text.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(text).lineHeight)); text.scrollLeft = 0;
  };
  const fault = ([line, message]) => {
    const item = document.createElement("li");
    if (!line) { item.textContent = message; item.className = "whole"; return item; }
    const lead = document.createElement("button"), what = document.createElement("span");
    lead.type = "button"; lead.textContent = `line ${line}`; lead.addEventListener("click", () => goTo(line)); what.textContent = message;
    item.append(lead, what);
    return item;
  };
  const tell = () => {
    label.textContent = model.label; note.textContent = model.note; said.textContent = model.said; said.className = model.faults.length ? "error" : "note";
    faults.replaceChildren(...model.faults.map(fault)); faults.hidden = !model.faults.length;
    text.setAttribute("aria-invalid", String(model.faults.length > 0));
    number();
  };
  const take = () => { if (text.value !== model.value) { text.value = model.value; text.scrollTop = 0; number(); } };

  let waiting = 0, count = 0;
  const send = () => { clearTimeout(waiting); if (model.value !== text.value) model.value = text.value; };
  text.addEventListener("input", () => {
    clearTimeout(waiting); waiting = setTimeout(send, PAUSE);
    const now = text.value.split("\n").length; if (now !== count) { count = now; number(); }
  });
  text.addEventListener("blur", send);
  text.addEventListener("scroll", () => { numbers.scrollTop = text.scrollTop; });
  model.on("value", take);
  for (const name of ["label", "note", "said", "faults"]) model.on(name, tell);
  take(); tell();
  return field;
}
