// Which of several pages is open.
export function render({ model }) {
  const list = document.createElement("div");
  list.setAttribute("role", "tablist"); list.setAttribute("aria-label", model.label);
  const choose = (name) => { model.value = name; };
  const draw = () => {
    const focused = list.contains(list.getRootNode().activeElement);
    list.replaceChildren(...model.options.map(([name, text]) => {
      const tab = document.createElement("button"), open = name === model.value;
      tab.type = "button"; tab.setAttribute("role", "tab"); tab.setAttribute("aria-selected", String(open)); tab.tabIndex = open ? 0 : -1; tab.textContent = text;
      tab.addEventListener("click", () => choose(name));
      return tab;
    }));
    if (focused) list.querySelector("[aria-selected=true]")?.focus();
  };
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], names = model.options.map(([name]) => name);
    if (step) { choose(names[(names.indexOf(model.value) + step + names.length) % names.length]); event.preventDefault(); }
  });
  for (const name of ["value", "options"]) model.on(name, draw);
  draw();
  return list;
}
