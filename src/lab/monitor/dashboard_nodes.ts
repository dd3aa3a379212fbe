/** Renders the nodes of the live view as a table that fits a terminal. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../record/mod.ts";
import type { DashboardNode } from "./dashboard_state.ts";
import { clean, cut, fit, textWidth } from "./terminal_text.ts";

/** Column of the table. */
export interface Column {
  readonly title: string;
  /** With the gap of two before the next column; that of the names grows with them. */
  readonly width: number;
  readonly text: (node: DashboardNode) => string;
  /** Columns with the highest rank are dropped first in a narrow terminal. */
  readonly rank: number;
}

const columns: readonly Column[] = [
  { title: "Node", width: 10, rank: 0, text: ({ name }) => name },
  { title: "Status", width: 8, rank: 1, text: ({ status }) => status },
  {
    title: "CPU",
    width: 10,
    rank: 3,
    text: ({ cpu }) => orDash(cpu, (x) => formatPercent(x, 1)),
  },
  {
    title: "Memory",
    width: 11,
    rank: 4,
    text: ({ memory }) =>
      orDash(
        memory,
        (x) => `${formatValue(Math.round(x), "MiB").replace(/\.\d+/, "")} MiB`,
      ),
  },
  {
    title: "Requests/s",
    width: 12,
    rank: 2,
    text: ({ requests }) => orDash(requests, rate),
  },
  {
    title: "Errors/s",
    width: 10,
    rank: 5,
    text: ({ errors }) => orDash(errors, rate),
  },
  {
    title: "p99",
    width: 10,
    rank: 6,
    text: ({ p99 }) => orDash(p99, formatDuration),
  },
];

/** Escape sequences for green, yellow and red text. */
const colors: ReadonlyMap<string, string> = new Map([
  ["up", "\x1b[32m"],
  ["alone", "\x1b[33m"],
  ["down", "\x1b[31m"],
]);

/** Returns the nodes for which there is a line, the last of which says how many are left out. */
export function shortened(
  nodes: readonly DashboardNode[],
  lines: number,
): readonly (DashboardNode | string)[] {
  if (nodes.length <= lines) return nodes;
  const shown = nodes.slice(0, lines - 1);
  return [...shown, `and ${nodes.length - shown.length} more`];
}

/** Characters between two columns. */
const GAP = 2;

/** Returns the columns that fit into a width, in their order; the first is as wide as its names, if there is room. */
export function fittingColumns(
  nodes: readonly DashboardNode[],
  width: number,
): readonly Column[] {
  // The last column needs no gap after it.
  let left = width + GAP;
  const kept = columns.toSorted((a, b) => a.rank - b.rank).filter((column) => {
    left -= column.width;
    return column.rank === 0 || left >= 0;
  });
  const names = nodes.map(({ name }) => textWidth(clean(name)) + GAP);
  return columns.filter((column) => kept.includes(column)).map((column) => {
    if (column.rank > 0) return column;
    const wanted = Math.max(column.width, ...names);
    const room = column.width + Math.max(0, left);
    return { ...column, width: Math.min(wanted, room) };
  });
}

/** Returns the lines of the head of the table. */
export function nodeHead(shown: readonly Column[]): string[] {
  return [
    row(shown, ({ title }) => title),
    row(shown, ({ width }) => "-".repeat(width - GAP)),
  ];
}

/** Aligns names to the left, numbers to the right, with a gap between columns. */
function row(
  shown: readonly Column[],
  text: (column: Column) => string,
): string {
  return shown.map((column) => toCell(column, text(column)))
    .join(" ".repeat(GAP)).trimEnd();
}

function toCell({ rank, width }: Column, text: string): string {
  return fit(clean(text), width - GAP, rank <= 1 ? "left" : "right");
}

/** Formats a node, its status in colour. */
export function toNodeLine(
  node: DashboardNode,
  shown: readonly Column[],
  { width, color }: { readonly width: number; readonly color: boolean },
): string {
  const plain = row(shown, ({ text }) => text(node));
  const start = colors.get(node.status);
  const [name, status] = shown;
  if (!color || start === undefined || !name || !status) {
    return cut(plain, width);
  }
  const before = toCell(name, node.name).length + GAP;
  const end = before + node.status.length;
  return plain.slice(0, before) + start + plain.slice(before, end) +
    "\x1b[0m" + plain.slice(end);
}

/** Formats a value; a dash if it is unknown. */
export function orDash(
  value: number | null,
  format: (value: number) => string,
): string {
  return value === null ? "-" : format(value);
}

function rate(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString("en-US");
}
