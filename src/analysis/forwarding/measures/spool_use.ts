/** The buffer on disk of one run: how large it grew, how much of it a line took, and whether it kept to its cap. */
import { maxOf } from "../../series/series_summary.ts";
import type { ForwardingRun } from "./forwarding_runs.ts";
import type { Point } from "../../series/counter.ts";
import type { LineAccount } from "./line_accounts.ts";
import {
  interpolatedAt,
  type LineSeries,
  pointsOf,
  summedPoints,
  valueAt,
} from "./line_series.ts";
import { toBacklog } from "./line_timeline.ts";

/** Use of the buffers of the sinks that were away, or of the one that all share; bytes are allocated blocks. Null where not sampled. */
export interface SpoolUse {
  readonly run_id: string;
  /** Before the outage, and the most from then on; null for a forwarder that has no buffer on disk. */
  readonly before: number | null;
  readonly most: number | null;
  /** Lines that waited when most of them did, for the sinks that were away. */
  readonly backlog: number | null;
  /** Bytes on disk for each of these that was not lost; lines in memory make it less. Null if none waited. */
  readonly bytes_per_line: number | null;
  /** Most bytes by the cap, of each buffer that a sink has to itself, less 1: 0.1 is a tenth above it. */
  readonly overshoot: number | null;
  /** Fewest bytes free on the small disk under the buffer; null without one. */
  readonly free: number | null;
}

/** Returns how a run used its buffer. */
export function spoolUse(
  run: ForwardingRun,
  { series, accounts }: {
    readonly series: readonly LineSeries[];
    readonly accounts: readonly LineAccount[];
  },
): SpoolUse {
  const { run_id, away, measure_at, fault_at, back_at, end_at } = run;
  const from = fault_at ?? measure_at ?? 0;
  const { points: spool, buffers } = awayBuffers(series, run);
  const within = spool.filter(({ at }) =>
    at >= from && at <= (end_at ?? Infinity)
  );
  const most = maxOf(within);
  const before = spool.length === 0
    ? null
    : fault_at === null
    ? spool[0]?.value ?? null
    : valueAt(spool, fault_at);
  const sent = pointsOf(series, "generator", "sent_lines");
  const subjects = run.topology === "cluster" ? ["cluster"] : away;
  const peaks = subjects.flatMap((sink) => {
    const waiting = toBacklog(sent, pointsOf(series, sink, "unique_lines"))
      .filter(({ at }) => at >= from && at <= (back_at ?? Infinity));
    return waiting.toSorted((a, b) => b.value - a.value).slice(0, 1);
  });
  const backlog = peaks.length === 0
    ? null
    : peaks.reduce((sum, { value }) => sum + value, 0);
  const lost = accounts.filter(({ subject }) => subjects.includes(subject))
    .reduce((sum, account) => sum + account.lost, 0);
  const kept = (backlog ?? 0) - lost;
  const peakAt = peaks[0]?.at ?? null;
  const atPeak = peakAt === null ? null : interpolatedAt(spool, peakAt);
  return {
    ...{ run_id, before, most, backlog },
    bytes_per_line: kept < 1 || atPeak === null || before === null
      ? null
      : Math.max(0, atPeak - before) / kept,
    overshoot: most === null || run.buffer_cap === null
      ? null
      : most / (run.buffer_cap * buffers) - 1,
    free: series.filter(({ metric }) => metric === "spool_free")
      .reduce<number | null>((least, { points }) => {
        const values = points.map(({ value }) => value);
        return Math.min(least ?? Infinity, ...values);
      }, null),
  };
}

/** Size of some buffers together, and of how many it is; each has a cap of its own. */
interface Buffers {
  readonly points: readonly Point[];
  readonly buffers: number;
}

/** Returns the buffers of the sinks of `away`; the one that all sinks share where none has its own, as those of a cluster. */
function awayBuffers(
  series: readonly LineSeries[],
  { away }: ForwardingRun,
): Buffers {
  const own = away.map((sink) => summedPoints(series, `spool_bytes;${sink}`))
    .filter((points) => points.length > 0);
  const [first, ...others] = own;
  if (!first) {
    return { points: summedPoints(series, "spool_bytes"), buffers: 1 };
  }
  return {
    points: first.map(({ at, value }) => ({
      at,
      value: others.reduce(
        (sum, points) => sum + (valueAt(points, at) ?? 0),
        value,
      ),
    })),
    buffers: own.length,
  };
}
