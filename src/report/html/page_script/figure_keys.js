/** Keyboard in a figure: arrow keys read values, plus and minus zoom, Escape shows all. */
import { samePlace } from "./axis.js";
import { stopsOf } from "./figure_values.js";
import { readSeries } from "./panels.js";

/** What the keys do, for a screen reader. */
export const KEY_HELP =
  "Arrow keys read values, up and down change the panel, plus and minus zoom, Escape shows all.";

export function listenToKeys(svg, panels, { reader, zooms }) {
  const visit = (panel, x) => {
    const point = readSeries(panel).flatMap(({ points }) => points)
      .find((point) => point.x === x);
    reader.show(panel, { x, y: point?.y ?? 0 });
  };
  /** Shows the nearest place of the panel above or below that has values. */
  const changePanel = (panel, x, step) => {
    const next = panels[panels.indexOf(panel) + step];
    const stops = next ? stopsOf(next) : [];
    if (stops.length === 0) return;
    const place = panel.clock === next.clock ? samePlace(panel, next, x) : x;
    const nearest = stops.reduce((a, b) =>
      Math.abs(b - place) < Math.abs(a - place) ? b : a
    );
    visit(next, nearest);
  };
  svg.addEventListener("blur", reader.hide);
  svg.addEventListener("keydown", (event) => {
    // With these keys the arrows are the browser's: back and forward.
    const isOther = event.altKey || event.ctrlKey || event.metaKey;
    if (event.target !== svg || isOther) return;
    const place = reader.place();
    const panel = place?.panel ??
      panels.find((panel) => stopsOf(panel).length > 0);
    if (!panel) return;
    const stops = stopsOf(panel);
    const x = place?.x ?? stops[0];
    const now = stops.findIndex((stop) => stop >= x - 0.01);
    const goTo = (stop) =>
      visit(panel, stops[Math.max(0, Math.min(stops.length - 1, stop))]);
    const acts = {
      ArrowRight: () => goTo(place ? now + 1 : 0),
      ArrowLeft: () => goTo(place ? now - 1 : stops.length - 1),
      Home: () => goTo(0),
      End: () => goTo(stops.length - 1),
      ArrowUp: () => changePanel(panel, x, -1),
      ArrowDown: () => changePanel(panel, x, 1),
      "+": () => zooms.zoomAround(panel, x, 0.5),
      "-": () => zooms.zoomAround(panel, x, 2),
      Escape: zooms.reset,
    };
    const act = Object.hasOwn(acts, event.key) ? acts[event.key] : null;
    if (!act) return;
    event.preventDefault();
    act();
  });
}
