/** Lines over the time of one run for its figures: rate and backlog of each sink, and the buffer on disk. */
import { sourceKind } from "../../../record/mod.ts";
import type { Point } from "../../series/counter.ts";
import type { ForwardingRun } from "./forwarding_runs.ts";
import {
  interpolatedAt,
  type LineSeries,
  pointsOf,
  summedPoints,
} from "./line_series.ts";

/** What a row of a timeline shows. */
export type TimelineMetric =
  | "rate"
  | "backlog"
  | "spool"
  | "queued"
  | "blocked";

/** One point of a line. */
export interface LineTimelineRow {
  /** `generator` for lines sent; a sink, hop or `cluster` for lines arrived; `forwarder` for its buffer. */
  readonly subject: string;
  readonly metric: TimelineMetric;
  /** Seconds since the start of the phase measure. */
  readonly seconds: number;
  /**
   * Lines a second; lines sent and not arrived; bytes on disk; lines that the forwarder says it has; share of the time in
   * which the sender was blocked.
   */
  readonly value: number;
}

/** Lines of one run over time. */
export interface LineTimeline {
  readonly run_id: string;
  readonly rows: readonly LineTimelineRow[];
  /** When sinks were away, and when the forwarder was stopped, in seconds since the start of the phase measure. */
  readonly bands: readonly {
    readonly label: string;
    readonly from: number;
    readonly until: number | null;
  }[];
  /** End of the load; null if it was not reached. */
  readonly load_until: number | null;
  /** Size of the buffer that was asked for, in bytes. */
  readonly buffer_cap: number | null;
}

/** Returns the timeline of a run; without rows if it did not reach the phase measure. */
export function lineTimeline(
  run: ForwardingRun,
  series: readonly LineSeries[],
): LineTimeline {
  const { run_id, measure_at: zero, buffer_cap, cool_down_at } = run;
  const none = { run_id, rows: [], bands: [], load_until: null, buffer_cap };
  if (zero === null) return none;
  const sent = pointsOf(series, "generator", "sent_lines");
  const draw = (
    subject: string,
    metric: TimelineMetric,
    points: readonly Point[],
  ): LineTimelineRow[] =>
    points.map(({ at, value }) => ({
      subject,
      metric,
      seconds: at - zero,
      value,
    }));
  const arrived = series.filter(({ metric }) => metric === "unique_lines");
  const spool = summedPoints(series, "spool_bytes");
  return {
    ...none,
    rows: [
      ...draw("generator", "rate", toRates(sent)),
      ...draw(
        "generator",
        "blocked",
        toRates(pointsOf(series, "generator", "blocked_s")),
      ),
      ...arrived.flatMap(({ source, points }) => [
        ...draw(source, "rate", toRates(points)),
        ...isBehind(source, run.topology)
          ? draw(source, "backlog", toBacklog(sent, points))
          : [],
      ]),
      ...draw("forwarder", "spool", spool),
      ...draw("forwarder", "queued", summedPoints(series, "queued_lines")),
    ],
    bands: toBands(run, zero),
    load_until: cool_down_at === null ? null : cool_down_at - zero,
  };
}

/** A single sink of a cluster has no backlog of its own. */
function isBehind(source: string, topology: string): boolean {
  return topology !== "cluster" || sourceKind(source) !== "sink";
}

/** Returns the growth per second between samples, at the later of the two. */
export function toRates(points: readonly Point[]): Point[] {
  return points.flatMap(({ at, value }, i) => {
    const before = points[i - 1];
    return before === undefined || !(at > before.at) ? [] : [{
      at,
      value: Math.max(0, value - before.value) / (at - before.at),
    }];
  });
}

/** Returns the lines sent and not arrived at each sample of a sink. */
export function toBacklog(
  sent: readonly Point[],
  arrived: readonly Point[],
): Point[] {
  return sent.length === 0 ? [] : arrived.map(({ at, value }) => ({
    at,
    value: Math.max(0, (interpolatedAt(sent, at) ?? 0) - value),
  }));
}

function toBands(run: ForwardingRun, zero: number): LineTimeline["bands"] {
  const { fault_at, back_at, stopped_at, restarted_at, away, fault } = run;
  const band = (label: string, from: number | null, until: number | null) =>
    from === null ? [] : [{
      label,
      from: from - zero,
      until: until === null ? null : until - zero,
    }];
  return [
    ...band(`${away.join(", ")} ${fault}`.trim(), fault_at, back_at),
    ...band("forwarder stopped", stopped_at, restarted_at),
  ];
}
