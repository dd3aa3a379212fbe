/** Renders the live view of a run as lines of a terminal. */
import { formatDuration, formatPercent } from "../../record/mod.ts";
import {
  fittingColumns,
  nodeHead,
  orDash,
  shortened,
  toNodeLine,
} from "./dashboard_nodes.ts";
import type { DashboardState } from "./dashboard_state.ts";
import type { SessionProgress } from "./session_progress.ts";
import { clean, cut } from "./terminal_text.ts";

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
    ...state.virtual === null ? ["", ...nodeHead(shown)] : [],
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

/** Time of day in UTC, as in the record. */
function clock(at: string | null): string {
  return at === null ? "-" : at.slice(11, 19);
}
