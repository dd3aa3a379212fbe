/** Time series of one run with a fault: operations by success, the slowest of them, and the events meanwhile. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import type { Timeline } from "../series/timeline.ts";

const Bucket = z.strictObject({
  at: z.string(),
  in_time: z.number(),
  late: z.number(),
  failed: z.number(),
  /** Longest duration of a successful operation, in seconds; null without one. */
  slowest: z.number().nullable(),
});

const Moment = z.strictObject({
  kind: z.string(),
  subject: z.string(),
  at: z.string(),
});

/** Width of a bucket; operations fall into it by their end. */
const BUCKET_MS = 250;

/**
 * Returns the time from the phase `measure` to the end of observation in whole buckets, aligned to the injection and
 * drawn at their middle, with the fault as a band and leader changes as moments. A bucket has too few operations for
 * a p99: it shows the longest duration.
 */
export async function recoveryTimeline(
  store: Store,
  run_id: string,
): Promise<Timeline> {
  const buckets = await store.query(Bucket, bucketsSql, [run_id]);
  const moments = await store.query(
    Moment,
    `SELECT kind, subject, events.at FROM events
     WHERE run_id = $1 AND kind IN ('fault', 'heal', 'leader', 'caught_up') AND events.at IS NOT NULL
     ORDER BY events.at, kind`,
    [run_id],
  );
  const fault = moments.find(({ kind }) => kind === "fault");
  const heal = moments.findLast(({ kind }) => kind === "heal");
  const scale = 1000 / BUCKET_MS;
  return {
    rows: buckets.flatMap(({ at, in_time, late, failed, slowest }) => [
      ...([["in time", in_time], ["failed", failed], ["late", late]] as const)
        .map(([source, count]) => ({
          metric: "operations",
          unit: "1/s",
          source,
          at,
          value: count * scale,
        })),
      {
        metric: "slowest",
        unit: "ms",
        source: "answered",
        at,
        value: slowest === null ? NaN : slowest * 1000,
      },
    ]),
    events: [
      ...(fault
        ? [{
          from: fault.at,
          to: heal?.at ?? null,
          label: `fault at ${fault.subject}`,
        }]
        : []),
      ...moments.filter(({ kind, at }) =>
        fault && at > fault.at && (kind === "leader" || kind === "caught_up")
      ).map((
        { kind, subject, at },
      ) => ({
        from: at,
        to: null,
        label: kind === "caught_up"
          ? `${subject} caught up`
          : subject === ""
          ? "no leader"
          : `${subject} leads`,
      })),
    ],
    start: fault?.at ?? null,
  };
}

const bucketsSql = `
  WITH span AS (
    SELECT measure_at AS began, coalesce(fault_at, measure_at) AS zero, end_at AS ended
    FROM fault_marks WHERE run_id = $1),
  done AS (
    SELECT outcome, in_time, duration_s, done_at FROM load_operations WHERE run_id = $1),
  counted AS (
    SELECT CAST(floor(date_diff('microseconds', zero, done_at) / ${BUCKET_MS}e3) AS BIGINT) AS bucket,
      count(*) FILTER (in_time) AS in_time, count(*) FILTER (outcome = 'ok' AND NOT in_time) AS late,
      count(*) FILTER (outcome <> 'ok') AS failed,
      max(duration_s) FILTER (outcome = 'ok') AS slowest
    FROM done, span GROUP BY bucket),
  buckets AS (
    SELECT zero, UNNEST(generate_series(
      CAST(ceil(date_diff('microseconds', zero, began) / ${BUCKET_MS}e3) AS BIGINT),
      CAST(floor(date_diff('microseconds', zero, ended) / ${BUCKET_MS}e3) AS BIGINT) - 1)) AS bucket
    FROM span)
  SELECT zero + to_microseconds((bucket * 2 + 1) * ${BUCKET_MS * 500}) AS at,
    coalesce(in_time, 0) AS in_time, coalesce(late, 0) AS late, coalesce(failed, 0) AS failed, slowest
  FROM buckets LEFT JOIN counted USING (bucket) ORDER BY bucket`;
