/** Renders the live view of a run as lines of a terminal. */
import {
  formatDuration,
  formatPercent,
  formatValue,
  type Mode,
} from "../../record/mod.ts";

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
  /** Columns of the terminal; no line is longer. @default {80} */
  readonly width?: number;
  /** Maximum number of events. @default {6} */
  readonly events?: number;
  /** Whether to colour statuses, with escape sequences. @default {false} */
  readonly color?: boolean;
}

interface Column {
  readonly title: string;
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
const colors: Readonly<Record<string, string>> = {
  up: "\x1b[32m",
  alone: "\x1b[33m",
  down: "\x1b[31m",
};

/**
 * Renders the lines of the view, none longer than the terminal and without control characters from the record. Drops
 * columns that do not fit, the least important first.
 */
export function renderDashboard(
  state: DashboardState,
  { width = 80, events = 6, color = false }: DashboardOptions = {},
): string[] {
  const { title, system, mode, phase, secondsLeft, leader, nodes, totals } =
    state;
  const up = nodes.filter(({ status }) => status === "up").length;
  const known = nodes.some(({ status }) => status !== "");
  const shown = fittingColumns(width);
  const share = totals.attempted === 0
    ? ""
    : `, ${formatPercent(totals.ok / totals.attempted)} ok`;
  const plain = [
    title,
    mode === "real" ? system : `${system} (${mode})`,
    `Phase: ${phase.replaceAll("_", " ") || "-"}` +
    (secondsLeft === null
      ? ""
      : `, ${formatDuration(Math.ceil(secondsLeft))} left`),
    "",
    `Cluster health: ${known ? `${up}/${nodes.length}` : "-"}` +
    (leader === "" ? "" : `, ${leader} leads`),
    "",
    row(shown, ({ title }) => title),
    row(shown, ({ width }) => "-".repeat(width - 2)),
  ];
  const rest = [
    "",
    `Host CPU ${orDash(state.hostCpu, (x) => formatPercent(x, 1))}, ` +
    `generator CPU ${orDash(state.generatorCpu, (x) => formatPercent(x, 1))}`,
    `Since ${clock(totals.since)}: ${
      totals.attempted.toLocaleString("en-US")
    } requests${share}`,
    "",
    "Events:",
    ...state.events.slice(-events).map(({ at, kind, subject, detail }) =>
      `  ${clock(at)} ${kind} ${subject} ${detail}`.trimEnd()
    ),
  ];
  const fit = (line: string) => cut(clean(line), width);
  return [
    ...plain.map(fit),
    ...nodes.map((node) => {
      const line = fit(row(shown, ({ text }) => text(node)));
      return color ? paint(line, node.status) : line;
    }),
    ...rest.map(fit),
  ];
}

/** Columns that fit into a width, in their order. */
function fittingColumns(width: number): readonly Column[] {
  // The last column needs no gap after it.
  let left = width + 2;
  const kept = columns.toSorted((a, b) => a.rank - b.rank).filter((column) => {
    left -= column.width;
    return column.rank === 0 || left >= 0;
  });
  return columns.filter((column) => kept.includes(column));
}

/** Aligns names to the left, numbers to the right, with a gap of two between columns. */
function row(
  shown: readonly Column[],
  text: (column: Column) => string,
): string {
  return shown.map((column) => {
    const room = column.width - 2;
    const cell = cut(clean(text(column)), room);
    const padding = " ".repeat(room - [...cell].length);
    return column.rank <= 1 ? cell + padding : padding + cell;
  }).join("  ").trimEnd();
}

/** Colours the status of a node's row, by its position, as a name may equal a status. */
function paint(line: string, status: string): string {
  const start = colors[status];
  const characters = [...line];
  const from = columns[0]?.width ?? 0;
  const end = from + status.length;
  if (start === undefined || characters.length < end) return line;
  const part = (a: number, b?: number) => characters.slice(a, b).join("");
  return `${part(0, from)}${start}${part(from, end)}\x1b[0m${part(end)}`;
}

/** Replaces control, format, surrogate and line separator characters, which could control the terminal, by U+FFFD. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

/** Truncates text to a number of characters, with an ellipsis. */
function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width
    ? text
    : characters.slice(0, Math.max(0, width - 1)).join("") +
      (width > 0 ? "…" : "");
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
