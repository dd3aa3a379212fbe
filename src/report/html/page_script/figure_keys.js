/** Keyboard in a figure: arrow keys read values or step cells, plus and minus zoom, Escape shows all. */
import { samePlace } from "./axis.js";
import {
  endOfRow,
  middleOf,
  nextInColumn,
  nextInRow,
  readCells,
} from "./figure_cells.js";
import { stopsOf } from "./figure_values.js";
import { readSeries } from "./panels.js";

/** Returns what the keys do, for a screen reader. */
export function keyHelp(panels) {
  const arrows = panels.some((panel) => readCells(panel).length > 0)
    ? "Arrow keys step from cell to cell"
    : "Arrow keys read values, up and down change the panel";
  return panels.some(({ canZoom }) => canZoom)
    ? `${arrows}, plus and minus zoom, Escape shows all.`
    : `${arrows}.`;
}

/** Makes the functions of the keys that read along the series of a panel. */
function seriesActs(panels, panel, { reader, place }) {
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
  const stops = stopsOf(panel);
  const x = place?.x ?? stops[0];
  const now = stops.findIndex((stop) => stop >= x - 0.01);
  const goTo = (stop) =>
    visit(panel, stops[Math.max(0, Math.min(stops.length - 1, stop))]);
  return {
    ArrowRight: () => goTo(place ? now + 1 : 0),
    ArrowLeft: () => goTo(place ? now - 1 : stops.length - 1),
    Home: () => goTo(0),
    End: () => goTo(stops.length - 1),
    ArrowUp: () => changePanel(panel, x, -1),
    ArrowDown: () => changePanel(panel, x, 1),
  };
}

/** Makes the functions of the keys that step from cell to cell; the first one shows the first cell. */
function cellActs(panels, panel, { reader, place }) {
  const [first] = readCells(panel);
  const now = place?.cell ?? first;
  const { y } = middleOf(now);
  const show = (next, cell) => {
    if (cell) reader.showCell(next, cell);
  };
  const goTo = (find) => show(panel, place ? find() : first);
  /** Shows the next cell of the column, or at its end that of the next panel. */
  const upOrDown = (step) => {
    const next = place ? nextInColumn(panel, now, step) : first;
    if (next) return show(panel, next);
    const other = panels[panels.indexOf(panel) + step];
    if (!other) return;
    const cells = readCells(other).filter(({ left }) => left === now.left);
    show(other, cells.at(step > 0 ? 0 : -1));
  };
  return {
    ArrowRight: () => goTo(() => nextInRow(panel, now, 1)),
    ArrowLeft: () => goTo(() => nextInRow(panel, now, -1)),
    Home: () => show(panel, endOfRow(panel, y, 0)),
    End: () => show(panel, endOfRow(panel, y, -1)),
    ArrowUp: () => upOrDown(-1),
    ArrowDown: () => upOrDown(1),
  };
}

export function listenToKeys(svg, panels, { reader, zooms }) {
  const hasCells = (panel) => readCells(panel).length > 0;
  svg.addEventListener("blur", reader.hide);
  svg.addEventListener("keydown", (event) => {
    // With these keys the arrows are the browser's: back and forward.
    const isOther = event.altKey || event.ctrlKey || event.metaKey;
    if (event.target !== svg || isOther) return;
    const place = reader.place();
    const panel = place?.panel ??
      panels.find((panel) => hasCells(panel) || stopsOf(panel).length > 0);
    if (!panel) return;
    const toActs = hasCells(panel) ? cellActs : seriesActs;
    const x = place?.x ?? stopsOf(panel)[0] ?? middleOfRange(panel.x.range);
    const acts = {
      ...toActs(panels, panel, { reader, place }),
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

function middleOfRange([from, to]) {
  return (from + to) / 2;
}
