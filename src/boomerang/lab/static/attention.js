// Whether somebody looks at the page, or at something else.
export function render({ model }) {
  const tell = () => { model.hidden = document.hidden; };
  document.addEventListener("visibilitychange", tell);
  tell();
  return document.createElement("div");
}
