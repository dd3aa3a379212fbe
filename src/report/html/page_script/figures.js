/** Makes figures answer the pointer and the keyboard: values, series to hide, zoom, downloads. */
import { readCells } from "./figure_cells.js";
import { addDownloads, readData } from "./figure_data.js";
import { keyHelp, listenToKeys } from "./figure_keys.js";
import { makeLegendButtons } from "./figure_legend.js";
import { listenToPointer } from "./figure_pointer.js";
import { createReader } from "./figure_reader.js";
import { createZooms } from "./figure_zooms.js";
import { readPanels, readSeries } from "./panels.js";
import { makeTools } from "./tools.js";

function startFigure(figure) {
  const drawing = figure.querySelector(".drawing");
  const svg = drawing?.querySelector("svg");
  if (!svg) return;
  const name = drawing.getAttribute("aria-label") ?? "the figure";
  const tools = makeTools();
  addDownloads(figure, svg, { tools, name });
  figure.append(tools);

  const panels = readPanels(svg, readData(figure));
  const readable = panels.some((panel) =>
    readSeries(panel).length > 0 || readCells(panel).length > 0
  );
  if (!readable) return;
  const reader = createReader(figure, svg, panels);
  const changed = reader.hide;
  const zooms = createZooms(figure, panels, { tools, name, changed });
  drawing.removeAttribute("role");
  // The browser would show the title over the values.
  svg.querySelector(":scope > title")?.remove();
  svg.setAttribute("role", "application");
  svg.setAttribute("aria-label", `${name} ${keyHelp(panels)}`);
  svg.setAttribute("tabindex", "0");
  makeLegendButtons(svg, changed);
  listenToPointer(svg, panels, { reader, zooms });
  listenToKeys(svg, panels, { reader, zooms });
}

export function startFigures() {
  document.querySelectorAll("main figure[id]").forEach(startFigure);
}
