// A text that somebody writes: a line, or a page of them.
export function render({ model }) {
  const field = document.createElement("div"), label = document.createElement("label");
  const input = document.createElement(model.lines > 1 ? "textarea" : "input"), note = document.createElement("p"), error = document.createElement("p");
  field.className = "field"; label.htmlFor = "words"; input.id = "words"; note.className = "note"; note.id = "note"; error.className = "error"; error.id = "error"; error.setAttribute("role", "alert");
  if (model.lines > 1) { input.rows = model.lines; input.wrap = "off"; } else { input.type = "text"; input.autocomplete = "off"; }
  input.spellcheck = false; input.setAttribute("aria-describedby", "note error");
  field.append(label, input, note, error);
  const draw = () => {
    label.textContent = model.label; note.textContent = model.note; error.textContent = model.error;
    note.hidden = !model.note; error.hidden = !model.error; input.setAttribute("aria-invalid", model.error ? "true" : "false");
    if (input.value !== model.value) input.value = model.value;
    input.disabled = model.disabled;
  };
  input.addEventListener("change", () => { model.value = input.value; });
  for (const name of ["value", "label", "note", "error", "disabled"]) model.on(name, draw);
  draw();
  return field;
}
