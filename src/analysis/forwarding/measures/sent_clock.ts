/** When the lines of a run were due: each stream's sequence numbers run evenly with its time. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";

const sql = `SELECT run_id, stream, n, epoch(from_at) AS from_s,
    epoch(to_at) AS to_s
  FROM sequences SEMI JOIN (
    SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported'
  ) USING (run_id)
  WHERE outcome = 'sent' AND from_at IS NOT NULL AND to_at IS NOT NULL
  ORDER BY run_id, stream`;

const Row = z.strictObject({
  run_id: z.string(),
  stream: z.number(),
  /** Lines sent. */
  n: z.number(),
  /** When the first and the last of them were due, in seconds since 1970. */
  from_s: z.number(),
  to_s: z.number(),
});

/** Lines of one stream of one run. */
export type SentStream = z.infer<typeof Row>;

/** Returns the streams of all runs of an experiment. */
export function sentStreams(
  store: Store,
  experiment = "forwarders",
): Promise<SentStream[]> {
  return store.query(Row, sql, [experiment]);
}

/** Lines that were due in a span. */
export interface DueLines {
  readonly n: number;
  /** Mean of when they were due, in seconds since 1970; null without any. */
  readonly mean_s: number | null;
}

/** Seconds since 1970, the end excluded. */
export interface DueSpan {
  readonly from: number;
  readonly until: number;
}

/** Returns the lines of one run that were due in a span. */
export function dueIn(
  streams: readonly SentStream[],
  { from, until }: DueSpan,
): DueLines {
  let [n, sum] = [0, 0];
  for (const stream of streams) {
    const due = dueBefore(stream, until) - dueBefore(stream, from);
    if (due <= 0) continue;
    const begin = Math.max(from, stream.from_s);
    const end = Math.min(until, stream.to_s);
    n += due;
    sum += due * (begin + end) / 2;
  }
  return { n, mean_s: n > 0 ? sum / n : null };
}

/** Parts of a line by which a time may be off: it is a binary fraction. */
const ROUNDING = 1e-3;

/** Lines that were due before a time: they are evenly spaced, the first and the last at the ends. */
function dueBefore({ n, from_s, to_s }: SentStream, at: number): number {
  if (at <= from_s) return 0;
  if (at > to_s) return n;
  const place = (at - from_s) / (to_s - from_s) * (n - 1);
  return Math.ceil(place - ROUNDING);
}

/** Returns the lines a second over all streams. */
export function rateOf(streams: readonly SentStream[]): number {
  return streams.reduce(
    (sum, { n, from_s, to_s }) =>
      sum + (to_s > from_s ? (n - 1) / (to_s - from_s) : 0),
    0,
  );
}
