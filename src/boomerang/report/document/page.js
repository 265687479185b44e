for (const data of document.querySelectorAll("script[data-chart]")) {
  const node = document.getElementById(data.dataset.chart);
  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, logLevel: 1 };
  vegaEmbed(node, JSON.parse(data.textContent), options).catch(() => {
    node.textContent = "This chart cannot be drawn here; its numbers stand in the table below.";
  });
}
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details.folded:not(.unprinted)")) folded.open = true;
});
