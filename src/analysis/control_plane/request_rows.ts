/** Requests of runs on control planes: how many of each kind, how many failed, and how long they took. */
import { z } from "zod";
import { formatDuration } from "../../record/mod.ts";
import { oncePerStore } from "../../store/once_per_store.ts";
import { mostOf } from "../platform/runs/share_times.ts";

const Row = z.strictObject({
  run_id: z.string(),
  kind: z.string(),
  n: z.number(),
  ok: z.number(),
  /** Those that neither succeeded nor were refused: they failed, timed out, or had not ended. */
  unanswered: z.number(),
  /** Seconds from the intended start, of those that were ok; null for too few. */
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  /** Of all, whatever came of it: a time-out counts with its limit. */
  longest: z.number().nullable(),
});

/** Requests of one kind of one run, due in the phase `measure`. */
export type RequestRow = z.infer<typeof Row>;

const sql = `
  SELECT run_id, kind, CAST(count(*) AS DOUBLE) AS n, CAST(count(*) FILTER (outcome = 'ok') AS DOUBLE) AS ok,
    CAST(count(*) FILTER (outcome <> 'ok' AND code NOT IN ('conflict', 'missing')) AS DOUBLE) AS unanswered,
    latency_percentiles(outcome, duration_s)[1] AS p50, latency_percentiles(outcome, duration_s)[2] AS p95,
    latency_percentiles(outcome, duration_s)[3] AS p99, max(duration_s) AS longest
  FROM measured SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1) USING (run_id)
  WHERE kind <> 'recover' GROUP BY run_id, kind ORDER BY run_id, kind`;

/** Returns the requests of the runs of an experiment, by run and kind. */
export const requestRows = oncePerStore(
  (store, experiment): Promise<RequestRow[]> =>
    store.query(Row, sql, [experiment]),
);

const bulkKinds: readonly string[] = [
  "route_fetch",
  "desired_fetch",
  "converge",
];

/** Returns the requests that read everything. */
export function bulkRequests(rows: readonly RequestRow[]): RequestRow[] {
  return rows.filter(({ kind }) => bulkKinds.includes(kind));
}

/** How long the longest of some requests took. */
export interface LongestTime {
  readonly seconds: number;
  /** True if some had no answer: theirs would have come later than was waited for, so it is at least as long. */
  readonly isBound: boolean;
}

/** Returns the longest of some requests, whatever came of them; null without one. */
export function longestOf(
  rows: readonly Pick<RequestRow, "longest" | "unanswered">[],
): LongestTime | null {
  const seconds = mostOf(rows.flatMap(({ longest }) => longest ?? []));
  return seconds === null
    ? null
    : { seconds, isBound: rows.some(({ unanswered }) => unanswered > 0) };
}

/** Returns `1.5 s`, or `at least 12 s`. */
export function longestText({ seconds, isBound }: LongestTime): string {
  return `${isBound ? "at least " : ""}${formatDuration(seconds)}`;
}

/** Returns the share of the requests that succeeded; null without one. A new LRP that is awaited is no request. */
export function successShare(rows: readonly RequestRow[]): number | null {
  const own = rows.filter(({ kind }) => kind !== "lrp");
  const n = own.reduce((sum, row) => sum + row.n, 0);
  return n === 0 ? null : own.reduce((sum, { ok }) => sum + ok, 0) / n;
}
