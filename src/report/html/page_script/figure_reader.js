/** Shows the values at one place of a figure, and remembers the place for the keyboard. */
import { samePlace } from "./axis.js";
import { cellAt, describeCell, middleOf } from "./figure_cells.js";
import { fillBox, readText, valuesAt } from "./figure_values.js";
import { addShape } from "./shapes.js";

/** Makes the box and the functions that show values in it, hide it, and say which place it shows. */
export function createReader(figure, svg, panels) {
  const box = document.createElement("div");
  box.className = "values";
  box.setAttribute("role", "status");
  box.hidden = true;
  figure.append(box);
  const shapes = [];
  let place = null;
  const hide = () => {
    for (const shape of shapes.splice(0)) shape.remove();
    box.hidden = true;
    place = null;
  };
  const showText = (text) => {
    fillBox(box, text);
    box.hidden = false;
    placeBox(box, { figure, svg, shape: shapes.at(-1) });
  };
  const showCell = (panel, cell) => {
    hide();
    const { left, right, top, bottom } = cell;
    place = { panel, ...middleOf(cell), cell };
    const size = { width: right - left, height: bottom - top };
    const frame = { class: "cell", x: left, y: top, ...size };
    shapes.push(addShape(panel.group, "rect", frame));
    showText(describeCell(panel, cell));
  };
  const show = (panel, pixel) => {
    const cell = cellAt(panel, pixel);
    if (cell) {
      showCell(panel, cell);
      return;
    }
    const read = valuesAt(panel, pixel);
    hide();
    if (!read) return;
    place = { panel, x: read.x, cell: null };
    for (const other of panels) {
      if (other.clock !== panel.clock || !other.y) continue;
      const x = samePlace(panel, other, read.x);
      const [y1, y2] = other.y.range;
      const line = { class: "cross", x1: x, x2: x, y1, y2 };
      shapes.push(addShape(other.group, "line", line));
    }
    for (const { point: { x, y }, colour } of read.found) {
      const spot = { class: "spot", cx: x, cy: y, r: 4.5, fill: colour };
      shapes.push(addShape(panel.group, "circle", spot));
    }
    showText(readText(panel, read));
  };
  return { show, showCell, hide, place: () => place };
}

/** Puts the box beside the place that it tells of, within the figure. */
function placeBox(box, { figure, svg, shape }) {
  const outer = figure.getBoundingClientRect();
  const drawing = svg.getBoundingClientRect();
  const { left, top, width } = shape.getBoundingClientRect();
  const x = left + width / 2 - outer.left;
  const room = outer.width - box.offsetWidth;
  const beside = x + 14 <= room ? x + 14 : x - 14 - box.offsetWidth;
  box.style.left = `${Math.max(0, Math.min(room, beside))}px`;
  const low = drawing.bottom - outer.top - box.offsetHeight;
  box.style.top = `${Math.max(0, Math.min(low, top - outer.top - 20))}px`;
}
