// A button whose file comes when it is made.
export function render({ model }) {
  const button = document.createElement("button");
  button.type = "button";
  const draw = () => { button.textContent = model.label; button.disabled = model.disabled; };
  button.addEventListener("click", () => { model.clicks = model.clicks + 1; });
  model.on("content", () => {
    if (!model.content) return;
    const bytes = Uint8Array.from(atob(model.content), (letter) => letter.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: model.kind })); link.download = model.name_of_file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });
  for (const name of ["label", "disabled"]) model.on(name, draw);
  draw();
  return button;
}
