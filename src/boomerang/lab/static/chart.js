// A chart in the words of Vega-Lite. The one before stays until the next is drawn, so that nothing jumps; then it is
// told how many were, as it is of one that cannot be drawn.
export function render({ model }) {
  const around = document.createElement("div"), told = document.createElement("p");
  around.className = model.fit ? "chart" : "chart scroll"; told.className = "unseen";
  if (!model.fit) { around.tabIndex = 0; around.setAttribute("role", "group"); }
  let latest = 0, view = null;
  const draw = async () => {
    const turn = ++latest;
    around.setAttribute("aria-label", model.label); told.textContent = model.label;
    if (!model.spec || !Object.keys(model.spec).length) { view?.finalize(); view = null; around.replaceChildren(told); return; }
    const room = around.clientWidth || around.parentElement?.clientWidth || 600, place = document.createElement("div");
    place.style.cssText = `visibility:hidden; position:absolute; width:${room}px`;
    around.append(place);
    const options = { actions: false, renderer: "svg", mode: "vega-lite", logLevel: 1 }, spec = structuredClone(model.spec);
    let made;
    try {
      made = await (model.fit ? window.vegaEmbed(place, spec, options) : window.fitted(place, spec, room, options));
    } catch (error) { place.remove(); model.drawn += 1; throw error; }
    if (turn !== latest) { made.finalize(); place.remove(); return; }
    view?.finalize(); view = made; place.style.cssText = model.fit ? "width:100%" : "";
    around.replaceChildren(told, place);
    if (model.fit) made.view.resize().runAsync();
    model.drawn += 1;
  };
  model.on("spec", draw); model.on("label", draw);
  model.on("after_render", draw);
  return around;
}
