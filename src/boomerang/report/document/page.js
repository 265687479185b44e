const OPTIONS = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, logLevel: 1 };

for (const data of document.querySelectorAll("script[data-chart]")) {
  const node = document.getElementById(data.dataset.chart);
  const spec = { ...JSON.parse(data.textContent), background: "transparent" };
  fitted(node, spec, node.clientWidth || document.body.clientWidth, OPTIONS).then(
    // What it shows stands in its label, and in the table below.
    () => node.querySelector("svg").setAttribute("aria-hidden", "true"),
    () => { node.textContent = "This chart cannot be drawn here; its numbers stand in the table below."; },
  );
}
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details.folded:not(.unprinted)")) folded.open = true;
});
