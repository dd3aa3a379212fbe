/** Cells of a heat map: where they are drawn, what the figure's table says of them, and which one is next. */
import { formatRead, toPixel } from "./axis.js";

/** Distance in pixels beyond which a cell is not meant. */
const FAR_CELL = 40;
/** Pixels of a cell at the edge of a zoom below which it is not seen. */
const MIN_VISIBLE = 0.5;

/**
 * Lists the cells of a panel that are in view, in pixels, from left to right and from top to bottom. Cells between bounds
 * are computed from the table, as the drawing joins them; those of a matrix are drawn one by one, in the table's order.
 */
export function readCells(panel) {
  const { cells, x } = panel;
  if (!cells) return [];
  const [left, right] = [...x.range].sort((a, b) => a - b);
  return (cells.kind === "bounds" ? boundedCells(panel) : cells.boxes)
    .filter((cell) =>
      cell.right > left + MIN_VISIBLE && cell.left < right - MIN_VISIBLE
    )
    .map((cell) => ({
      ...cell,
      left: Math.max(left, cell.left),
      right: Math.min(right, cell.right),
    }))
    .sort((a, b) => a.left - b.left || a.top - b.top);
}

function boundedCells({ cells, x, y }) {
  return cells.rows.map((row) => ({
    row,
    left: toPixel(x, row[0]),
    right: toPixel(x, row[1]),
    bottom: toPixel(y, row[2]),
    top: toPixel(y, row[3]),
  }));
}

/** Middle of a cell, as a place. */
export function middleOf({ left, right, top, bottom }) {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

/** Returns the cell at a pixel, or the nearest one; null if none is near. */
export function cellAt(panel, { x, y }) {
  const nearest = nearestOf(
    readCells(panel),
    ({ left, right, top, bottom }) =>
      Math.hypot(
        Math.max(left - x, x - right, 0),
        Math.max(top - y, y - bottom, 0),
      ),
  );
  return nearest && nearest.distance <= FAR_CELL ? nearest.cell : null;
}

function nearestOf(cells, distanceOf) {
  let best = null;
  for (const cell of cells) {
    const distance = distanceOf(cell);
    if (!best || distance < best.distance) best = { cell, distance };
  }
  return best;
}

/** Returns the next cell in the column of one: above for -1, below for 1; null at its end. */
export function nextInColumn(panel, from, step) {
  const above = (cell) => (cell.top - from.top) * step;
  const column = readCells(panel).filter((cell) =>
    cell.left === from.left && above(cell) > 0
  );
  return nearestOf(column, above)?.cell ?? null;
}

/** Returns the cell at about the same height in the next column to a side; null at the edge. */
export function nextInRow(panel, from, step) {
  const beside = readCells(panel).filter((cell) =>
    (cell.left - from.left) * step > 0
  );
  const column = nearestOf(beside, ({ left }) => (left - from.left) * step)
    ?.cell.left;
  return inColumn(beside, column, middleOf(from).y);
}

/** Returns the cell at about a height in the first (0) or last (-1) column. */
export function endOfRow(panel, y, at) {
  const cells = readCells(panel);
  return inColumn(cells, cells.at(at)?.left, y);
}

function inColumn(cells, left, y) {
  const column = cells.filter((cell) => cell.left === left);
  return nearestOf(column, (cell) => Math.abs(middleOf(cell).y - y))?.cell ??
    null;
}

/** Returns what the table says of a cell: lines of its place, and values with their names. */
export function describeCell({ cells, x, y, xLabel, yLabel }, { row }) {
  const named = (label, text) => label === "" ? text : `${label}: ${text}`;
  if (cells.kind === "bounds") {
    const between = (axis, from, to) =>
      `${formatRead(axis, from)} to ${formatRead(axis, to)}`;
    return {
      lines: [
        named(xLabel, between(x, row[0], row[1])),
        named(yLabel, between(y, row[2], row[3])),
      ],
      values: [{ name: cells.labels[4], text: cellText(row[4]) }],
    };
  }
  const all = cells.labels.map((name, at) => ({ name, text: row[at] }))
    .filter(({ text }) => text !== "");
  // Panel, column and row say where; the rest is what was found there.
  const isPlace = ({ name }) => cells.labels.indexOf(name) < 3;
  return {
    lines: all.filter(isPlace).map(({ name, text }) => named(name, text)),
    values: all.filter((one) => !isPlace(one))
      .map(({ name, text }) => ({ name, text: cellText(text) })),
  };
}

/** Writes a value of the table: counts in full, fractions with four digits. */
function cellText(value) {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value).trim();
  const digits = Number.isInteger(value) ? {} : { maximumSignificantDigits: 4 };
  return value.toLocaleString("en-US", digits).replace("-", "−");
}
