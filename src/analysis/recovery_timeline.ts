/** One run with a fault as a series: what succeeded, what failed, how long it took, and what happened meanwhile. */
import { z } from "zod";
import type { Store } from "../store/mod.ts";

const Bucket = z.strictObject({
  at: z.string(),
  ok: z.number(),
  failed: z.number(),
  /** Seconds, of what succeeded; null when nothing did. */
  p99: z.number().nullable(),
});

const Moment = z.strictObject({
  kind: z.string(),
  subject: z.string(),
  at: z.string(),
});

/** Rows and events as `plotResourceSeries()` takes them. */
export interface RecoveryTimeline {
  readonly rows: readonly {
    readonly metric: string;
    readonly unit: string;
    readonly source: string;
    readonly at: string;
    readonly value: number;
  }[];
  readonly events: readonly {
    readonly from: string;
    readonly to: string | null;
    readonly label: string;
  }[];
  /** ISO 8601; when the injection was done, null when it never was. */
  readonly start: string | null;
}

/** Milliseconds of a bucket, by when operations ended. */
const BUCKET = 250;

/** From the phase `measure` to the end of watching, with the fault as a band and new leaders as moments. */
export async function recoveryTimeline(
  store: Store,
  run_id: string,
): Promise<RecoveryTimeline> {
  const buckets = await store.query(Bucket, bucketsSql, [run_id]);
  const moments = await store.query(
    Moment,
    `SELECT kind, subject, events.at FROM events
     WHERE run_id = $1 AND kind IN ('fault', 'heal', 'leader', 'caught_up') AND events.at IS NOT NULL
     ORDER BY events.at, kind`,
    [run_id],
  );
  const fault = moments.find(({ kind }) => kind === "fault");
  const heal = moments.find(({ kind }) => kind === "heal");
  const scale = 1000 / BUCKET;
  return {
    rows: buckets.flatMap(({ at, ok, failed, p99 }) => [
      {
        metric: "operations",
        unit: "1/s",
        source: "ok",
        at,
        value: ok * scale,
      },
      {
        metric: "operations",
        unit: "1/s",
        source: "not ok",
        at,
        value: failed * scale,
      },
      ...(p99 === null ? [] : [{
        metric: "p99",
        unit: "ms",
        source: "ok",
        at,
        value: p99 * 1000,
      }]),
    ]),
    events: [
      ...(fault
        ? [{
          from: fault.at,
          to: heal?.at ?? null,
          label: `fault at ${fault.subject}`,
        }]
        : []),
      ...moments.filter(({ kind, subject, at }) =>
        fault && at > fault.at && subject !== "" &&
        (kind === "leader" || kind === "caught_up")
      ).map(({ kind, subject, at }) => ({
        from: at,
        to: null,
        label: kind === "leader" ? `${subject} leads` : `${subject} caught up`,
      })),
    ],
    start: fault?.at ?? null,
  };
}

const bucketsSql = `
  WITH span AS (
    SELECT min(events.at) FILTER (subject = 'measure') AS began,
      min(events.at) FILTER (subject = 'cool_down') AS ended
    FROM events WHERE run_id = $1 AND kind = 'phase'),
  done AS (
    SELECT outcome, duration_s,
      operations.started_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) AS done_at
    FROM operations WHERE run_id = $1 AND NOT starts_with(kind, 'probe_') AND kind <> 'verify'),
  counted AS (
    SELECT time_bucket(INTERVAL ${BUCKET} MILLISECONDS, done_at) AS at,
      count(*) FILTER (outcome = 'ok') AS ok, count(*) FILTER (outcome <> 'ok') AS failed,
      quantile_cont(duration_s, 0.99) FILTER (outcome = 'ok') AS p99
    FROM done, span WHERE done_at >= began AND done_at < ended GROUP BY 1),
  every AS (
    SELECT UNNEST(generate_series(time_bucket(INTERVAL ${BUCKET} MILLISECONDS, began),
      ended, INTERVAL ${BUCKET} MILLISECONDS)) AS at FROM span)
  SELECT every.at, coalesce(ok, 0) AS ok, coalesce(failed, 0) AS failed, p99
  FROM every LEFT JOIN counted ON every.at = counted.at ORDER BY every.at`;
