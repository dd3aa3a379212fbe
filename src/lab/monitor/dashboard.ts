/** Renders the live view of a run as lines of a terminal. */
import {
  formatDuration,
  formatPercent,
  formatValue,
  type Mode,
} from "../../record/mod.ts";
import type { SessionProgress } from "./session_progress.ts";
import { clean, cut, fit, textWidth } from "./terminal_text.ts";

/** State of one node; null for values that are unknown or out of date. */
export interface DashboardNode {
  readonly name: string;
  /** `up`, `alone`, `down`; empty if unknown. */
  readonly status: string;
  /** 1 = one core. */
  readonly cpu: number | null;
  /** Bytes. */
  readonly memory: number | null;
  /** Completed requests per second, failed ones too. */
  readonly requests: number | null;
  /** Failed requests per second. */
  readonly errors: number | null;
  /** Latency of successful requests, in seconds. */
  readonly p99: number | null;
}

export interface DashboardEvent {
  readonly at: string | null;
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
}

/** Content of the view. */
export interface DashboardState {
  readonly title: string;
  readonly system: string;
  readonly mode: Mode;
  /**
   * Time of a simulated run: its start in milliseconds since 1970, and the seconds that have passed in it; null for one
   * in real time.
   */
  readonly virtual: { readonly start: number; readonly seconds: number } | null;
  /** Phase as in the record; empty before the first. */
  readonly phase: string;
  /** Remaining seconds of the phase; null if unknown. */
  readonly secondsLeft: number | null;
  readonly leader: string;
  readonly nodes: readonly DashboardNode[];
  /** Processor usage: host as a share of all its cores, load generator as a share of one core. */
  readonly hostCpu: number | null;
  readonly generatorCpu: number | null;
  /** In order of time. */
  readonly events: readonly DashboardEvent[];
  /** Requests seen, and since when. */
  readonly totals: {
    readonly since: string | null;
    readonly attempted: number;
    readonly ok: number;
  };
}

export interface DashboardOptions {
  /** Columns of the terminal; no line is wider. @default {80} */
  readonly width?: number;
  /** Lines of the terminal; there are no more, but always those up to the first node. @default {24} */
  readonly height?: number;
  /** Maximum number of events. @default {6} */
  readonly events?: number;
  /** Progress of the session; null if it is not shown. @default {null} */
  readonly progress?: SessionProgress | null;
  /** Whether to colour statuses, with escape sequences. @default {false} */
  readonly color?: boolean;
}

interface Column {
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

/**
 * Renders the lines of the view, none wider than the terminal and without control characters from the record. Drops
 * columns that do not fit, the least important first, then events and nodes for which there is no line.
 */
export function renderDashboard(
  state: DashboardState,
  {
    width = 80,
    height = 24,
    events = 6,
    color = false,
    progress = null,
  }: DashboardOptions = {},
): string[] {
  const { nodes } = state;
  const shown = fittingColumns(nodes, width);
  const toLine = (line: string) => cut(clean(line), width);
  const head = [
    ...headLines(state, progress),
    ...state.virtual === null
      ? [
        "",
        row(shown, ({ title }) => title),
        row(shown, ({ width }) => "-".repeat(width - GAP)),
      ]
      : [],
  ].map(toLine);
  const totals = totalLines(state);
  const room = height - head.length - totals.length;
  const rows = shortened(nodes, Math.max(1, room));
  const roomForEvents = Math.min(
    events,
    room - rows.length - EVENTS_HEAD.length,
  );
  return [
    ...head,
    ...rows.map((node) =>
      typeof node === "string"
        ? toLine(node)
        : toNodeLine(node, shown, { width, color })
    ),
    ...totals.map(toLine),
    ...roomForEvents > 0
      ? [...EVENTS_HEAD, ...eventLines(state, roomForEvents)].map(toLine)
      : [],
  ];
}

function headLines(
  { title, system, mode, phase, secondsLeft, leader, nodes, virtual }:
    DashboardState,
  progress: SessionProgress | null,
): string[] {
  const up = nodes.filter(({ status }) => status === "up").length;
  const known = nodes.some(({ status }) => status !== "");
  return [
    title,
    mode === "real" ? system : `${system} (${mode})`,
    ...progress === null ? [] : [formatProgress(progress)],
    `Phase: ${phase.replaceAll("_", " ") || "-"}` +
    (secondsLeft === null
      ? ""
      : `, ${formatDuration(Math.ceil(secondsLeft))} left`),
    "",
    virtual === null
      ? `Cluster health: ${known ? `${up}/${nodes.length}` : "-"}` +
        (leader === "" ? "" : `, ${leader} leads`)
      : `Simulated time: ${
        formatDuration(virtual.seconds)
      } since the start of the run`,
  ];
}

/** Formats progress: `Run 3 of 48, ends about 14:05 UTC; systems: etcd, redis`. */
function formatProgress(
  { systems, position, total, end }: SessionProgress,
): string {
  const of = total === null ? "" : ` of ${total}`;
  const when = end === null
    ? ""
    : `, ends about ${new Date(end).toISOString().slice(11, 16)} UTC`;
  const names = systems.length > 1 ? `; systems: ${systems.join(", ")}` : "";
  return `Run ${position}${of}${when}${names}`;
}

function totalLines(
  { totals, hostCpu, generatorCpu, virtual }: DashboardState,
) {
  const share = totals.attempted === 0
    ? ""
    : `, ${formatPercent(totals.ok / totals.attempted)} ok`;
  const percent = (x: number) => formatPercent(x, 1);
  if (virtual !== null) {
    return [`${totals.attempted.toLocaleString("en-US")} operations${share}`];
  }
  return [
    "",
    `Host CPU ${orDash(hostCpu, percent)}, ` +
    `generator CPU ${orDash(generatorCpu, percent)}`,
    `Since ${clock(totals.since)}: ${
      totals.attempted.toLocaleString("en-US")
    } requests${share}`,
  ];
}

const EVENTS_HEAD = ["", "Events:"];

function eventLines(
  { events, virtual }: DashboardState,
  count: number,
): string[] {
  const when = (at: string | null) =>
    at === null || virtual === null
      ? clock(at)
      : `+${formatDuration((Date.parse(at) - virtual.start) / 1000)}`;
  return events.slice(-count).map(({ at, kind, subject, detail }) =>
    `  ${when(at)} ${kind} ${subject} ${detail}`.trimEnd()
  );
}

/** Nodes for which there is a line, the last of which says how many are left out. */
function shortened(
  nodes: readonly DashboardNode[],
  lines: number,
): readonly (DashboardNode | string)[] {
  if (nodes.length <= lines) return nodes;
  const shown = nodes.slice(0, lines - 1);
  return [...shown, `and ${nodes.length - shown.length} more`];
}

/** Columns between two columns. */
const GAP = 2;

/** Columns that fit into a width, in their order; the first is as wide as its names, if there is room. */
function fittingColumns(
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
function toNodeLine(
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

function orDash(
  value: number | null,
  format: (value: number) => string,
): string {
  return value === null ? "-" : format(value);
}

function rate(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString("en-US");
}

/** Time of day in UTC, as in the record. */
function clock(at: string | null): string {
  return at === null ? "-" : at.slice(11, 19);
}
