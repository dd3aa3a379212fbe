/** What the sender saw of a forwarder: how its writes ended, and for how long they were held up. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import type { ForwardingRun } from "./forwarding_runs.ts";
import { interpolatedAt, type LineSeries, pointsOf } from "./line_series.ts";
import sql from "./sender_blocks.sql" with { type: "text" };

const Row = z.strictObject({
  run_id: z.string(),
  /** Batches that were due, and how their writes ended. */
  writes: z.number(),
  ok: z.number(),
  timed_out: z.number(),
  refused: z.number(),
  failed: z.number(),
  others: z.number(),
  /** Longest time from when a batch was due until its write was accepted, in seconds; null if none was. */
  longest_s: z.number().nullable(),
  bytes: z.number().nullable(),
});

/** Writes of one run. */
export type SenderWrites = z.infer<typeof Row>;

/** Returns the writes of each run of an experiment. */
export function senderWrites(
  store: Store,
  experiment = "forwarders",
): Promise<SenderWrites[]> {
  return store.query(Row, sql, [experiment]);
}

/** The sender of one run. */
export interface SenderRow extends SenderWrites {
  /** Seconds in which a write was held up, summed over the streams, until the last write ended; null if not sampled. */
  readonly blocked_s: number | null;
  /** Those of them in which lines were due, as a share of that time. */
  readonly blocked_share: number | null;
  /** Seconds from the outage until the sender was first held up in it; null if it was not. */
  readonly blocked_after_s: number | null;
}

/** Blocked time from which the sender counts as held up: a full socket is waited for now and then. */
const MIN_BLOCKED_S = 0.1;

/** Adds what the samples tell of the sender of a run. */
export function toSenderRow(
  run: ForwardingRun,
  { writes, series }: {
    readonly writes: SenderWrites;
    readonly series: readonly LineSeries[];
  },
): SenderRow {
  const { measure_at, cool_down_at, fault_at } = run;
  const points = pointsOf(series, "generator", "blocked_s");
  const until = cool_down_at ?? points.at(-1)?.at ?? null;
  const from = measure_at ?? points[0]?.at ?? null;
  if (points.length === 0 || from === null || until === null) {
    return {
      ...writes,
      ...{ blocked_s: null, blocked_share: null, blocked_after_s: null },
    };
  }
  const blockedAt = (at: number) => interpolatedAt(points, at) ?? 0;
  const blockedUntil = (at: number) =>
    Math.max(0, blockedAt(at) - blockedAt(from));
  const first = fault_at === null
    ? undefined
    : points.find(({ at, value }) =>
      at > fault_at && value - blockedAt(fault_at) >= MIN_BLOCKED_S
    );
  return {
    ...writes,
    // The last write may be held up beyond the time in which lines were due.
    blocked_s: blockedUntil(points.at(-1)?.at ?? until),
    blocked_share: until > from ? blockedUntil(until) / (until - from) : null,
    blocked_after_s: fault_at === null || first === undefined
      ? null
      : first.at - fault_at,
  };
}
