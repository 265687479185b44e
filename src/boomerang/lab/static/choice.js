// One of several.
export function render({ model }) {
  const field = document.createElement("div"), label = document.createElement("label"), select = document.createElement("select");
  const note = document.createElement("p"), error = document.createElement("p");
  field.className = "field"; label.htmlFor = "choice"; select.id = "choice"; note.className = "note"; note.id = "note"; error.className = "error"; error.id = "error"; error.setAttribute("role", "alert");
  select.setAttribute("aria-describedby", "note error");
  field.append(label, select, note, error);
  const draw = () => {
    label.textContent = model.label; note.textContent = model.note; error.textContent = model.error;
    note.hidden = !model.note; error.hidden = !model.error; select.setAttribute("aria-invalid", model.error ? "true" : "false");
    select.replaceChildren(...model.options.map(([value, text]) => new Option(text, value, false, value === model.value)));
    select.disabled = model.disabled;
  };
  select.addEventListener("change", () => { model.value = select.value; });
  for (const name of ["value", "label", "note", "error", "options", "disabled"]) model.on(name, draw);
  draw();
  return field;
}
