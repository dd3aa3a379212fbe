/** Where the lines of a chain of forwarders are lost, and by how much each hop is behind the one before it. */
import type { Point } from "../../series/counter.ts";
import { type DeliveryLatency, latencyOf } from "./delivery_latency.ts";
import type { ForwardingRun } from "./forwarding_runs.ts";
import type { LineAccount } from "./line_accounts.ts";
import { type LineSeries, pointsOf } from "./line_series.ts";
import { toBacklog } from "./line_timeline.ts";

/** One counting point of a chain, in the order of lines. */
export interface HopRow {
  readonly run_id: string;
  /** From 1. */
  readonly position: number;
  /** `hop-1`, and the last sink. */
  readonly subject: string;
  /** Different lines that arrived here. */
  readonly arrived: number;
  /** Lines that reached the point before, or were sent, and never arrived here. */
  readonly lost: number;
  readonly duplicates: number;
  /** Seconds from due to arrival here; and the median since the point before. */
  readonly p50: number | null;
  readonly p99: number | null;
  readonly hop_p50: number | null;
  /** Most lines that the point before had and this one did not have yet; null if not sampled. */
  readonly most_behind: number | null;
}

/** Returns a row for each hop of a run and its last sink; none of a run without hops. */
export function hopRows(
  { run_id }: Pick<ForwardingRun, "run_id">,
  { accounts, latencies, series }: {
    readonly accounts: readonly LineAccount[];
    readonly latencies: readonly DeliveryLatency[];
    readonly series: readonly LineSeries[];
  },
): HopRow[] {
  const points = chainOf(accounts);
  if (!points.some(({ kind }) => kind === "hop")) return [];
  return points.map((account, i): HopRow => {
    const { subject, uniques: arrived, duplicates } = account;
    const before = points[i - 1];
    const latency = latencyOf(latencies, subject, "all");
    const p50 = latency?.p50 ?? null;
    const earlier = before
      ? latencyOf(latencies, before.subject, "all")?.p50 ?? null
      : 0;
    return {
      ...{ run_id, position: i + 1, subject, arrived, duplicates, p50 },
      lost: Math.max(0, (before ? before.uniques : account.sent) - arrived),
      p99: latency?.p99 ?? null,
      hop_p50: p50 === null || earlier === null ? null : p50 - earlier,
      most_behind: mostBehind(
        before
          ? pointsOf(series, before.subject, "unique_lines")
          : pointsOf(series, "generator", "sent_lines"),
        pointsOf(series, subject, "unique_lines"),
      ),
    };
  });
}

/** Counting points in the order of lines: hops by number, then sinks. */
function chainOf(accounts: readonly LineAccount[]): LineAccount[] {
  const order = ({ kind, subject }: LineAccount) =>
    (kind === "hop" ? 0 : 1e6) + Number(subject.split("-")[1] ?? 0);
  return accounts.filter(({ kind }) => kind !== "cluster")
    .toSorted((a, b) => order(a) - order(b));
}

function mostBehind(
  ahead: readonly Point[],
  behind: readonly Point[],
): number | null {
  const waiting = toBacklog(ahead, behind).map(({ value }) => value);
  return waiting.length === 0 ? null : Math.max(...waiting);
}
