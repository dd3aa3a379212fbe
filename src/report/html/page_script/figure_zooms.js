/** Zoom of a figure: panels of one clock share it, and one button ends it. */
import { toPixel, toValue } from "./axis.js";
import { boundDomain, createZoom } from "./figure_zoom.js";
import { addButton } from "./tools.js";

/** Makes the functions that zoom the panels of a figure. `changed` is called after each change. */
export function createZooms(figure, panels, { tools, name, changed }) {
  const zooms = panels.map((panel, i) => ({
    panel,
    whole: panel.x,
    draw: createZoom(panel, `${figure.id}-clip-${i + 1}`),
  }));
  const reset = () => {
    for (const { panel, whole, draw } of zooms) {
      if (panel.x !== whole) draw(whole.domain);
      panel.x = whole;
    }
    button.hidden = true;
    changed();
  };
  const button = addButton(tools, {
    label: "Show all",
    name: `Show all of ${name}`,
  }, reset);
  button.hidden = true;
  const zoomTo = (panel, first, second) => {
    if (!panel.canZoom) return;
    for (const { panel: other, whole, draw } of zooms) {
      if (other.clock !== panel.clock) continue;
      const domain = boundDomain(whole, first, second);
      if (!domain) return;
      draw(domain);
      button.hidden = false;
    }
    changed();
  };
  /** Zooms around a pixel: a factor below 1 shows less of the axis. */
  const zoomAround = (panel, pixel, factor) => {
    const place = toPixel(panel.x, toValue(panel.x, pixel));
    const [start, end] = panel.x.range.map((edge) =>
      toValue(panel.x, place + (edge - place) * factor)
    );
    zoomTo(panel, start, end);
  };
  return { zoomTo, zoomAround, reset };
}
