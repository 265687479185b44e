// A button.
export function render({ model }) {
  const button = document.createElement("button");
  button.type = "button";
  const draw = () => { button.textContent = model.label; button.disabled = model.disabled; button.className = model.first ? "first" : ""; };
  button.addEventListener("click", () => { model.clicks = model.clicks + 1; });
  for (const name of ["label", "disabled", "first"]) model.on(name, draw);
  draw();
  const around = document.createElement("div");
  around.className = "press"; around.append(button);
  return around;
}
