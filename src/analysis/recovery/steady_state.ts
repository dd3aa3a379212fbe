/** When a load was back at its rate after a fault, and stayed there. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import type { Waiting } from "./censored_time.ts";

export interface SteadyOptions {
  /** How far below the rate before the fault still counts as back, 1 = 100 %. @default {0.25} */
  readonly tolerance?: number;
  /** Seconds it must stay there. @default {3} */
  readonly hold?: number;
}

const Bucket = z.strictObject({
  run_id: z.string(),
  /** Tenths of a second since the injection; below 0 before it. */
  tenth: z.number(),
  ok: z.number(),
  /** Rate before the fault, in operations answered in time, a second. */
  before: z.number(),
  /** Tenths of a second from injection to healing, and to the end of watching. */
  healed: z.number(),
  watched: z.number(),
});

/** Times to a steady load, each counted from its own moment. */
export interface Steady {
  readonly sinceFault: Waiting;
  readonly sinceHealing: Waiting;
}

/** Tenths of a second in the window over which a rate is taken. */
const WINDOW = 10;

/**
 * Seconds from injection, and from healing, to the first tenth of a second that has `(1 - tolerance)` of the rate before the
 * fault and from which every whole second, taken at each tenth, has it too, for `hold` seconds; by run. Censored when that
 * never came.
 *
 * Only what was answered in time counts (see the view `load_operations`), and no tenth counts for more than its share before
 * the fault: what had waited during an outage and comes at once is a backlog, not a rate. A load whose tenths differ much, such as random arrivals below some 100 a second, is so counted below
 * its rate. Runs without a success before the fault are left out.
 */
export async function steadyAgain(
  store: Store,
  experiment: string,
  { tolerance = 0.25, hold = 3 }: SteadyOptions = {},
): Promise<Map<string, Steady>> {
  const buckets = await store.query(Bucket, sql, [experiment]);
  const found = new Map<string, Steady>();
  for (const [run_id, mine] of Map.groupBy(buckets, ({ run_id }) => run_id)) {
    const { before = 0, healed = 0, watched = 0 } = mine[0] ?? {};
    if (before === 0) continue;
    const share = Math.ceil(before / 10);
    const counts = new Int32Array(Math.max(0, watched));
    for (const { tenth, ok } of mine) {
      if (tenth >= 0 && tenth < counts.length) {
        counts[tenth] = Math.min(ok, share);
      }
    }
    const needed = before * (1 - tolerance) / 10;
    const since = (tenth: number): Waiting => {
      const at = firstSteady(counts.subarray(tenth), needed, hold * 10);
      return at === null
        ? { seconds: (watched - tenth) / 10, censored: true }
        : { seconds: at / 10, censored: false };
    };
    found.set(run_id, { sinceFault: since(0), sinceHealing: since(healed) });
  }
  return found;
}

/**
 * Index of the first bucket with `needed` successes from which every window that begins in the next `hold` buckets has as
 * many a bucket on average; null when there is none.
 */
function firstSteady(
  counts: Int32Array,
  needed: number,
  hold: number,
): number | null {
  let sum = 0;
  let since = 0;
  for (let end = 0; end < counts.length; end++) {
    sum += counts[end] ?? 0;
    const begin = end - WINDOW + 1;
    if (begin < 0) continue;
    if (sum < needed * WINDOW) since = begin + 1;
    if (end - since + 1 >= Math.max(hold, WINDOW)) {
      // The first window may begin with the end of an outage. One of its buckets has its average at least.
      const carried = counts.subarray(since).findIndex((n) => n >= needed);
      return since + carried;
    }
    sum -= counts[begin] ?? 0;
  }
  return null;
}

const sql = `
  WITH marks AS (
    SELECT run_id, min(events.at) FILTER (kind = 'fault') AS fault_at,
      min(events.at) FILTER (kind = 'heal') AS heal_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'fault') AS asked_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'cool_down') AS end_at
    FROM events JOIN runs USING (run_id) WHERE experiment = $1 GROUP BY run_id
    HAVING fault_at IS NOT NULL AND heal_at IS NOT NULL AND end_at IS NOT NULL),
  done AS (
    SELECT run_id, fault_at, heal_at, measure_at, asked_at, end_at, done_at
    FROM load_operations JOIN marks USING (run_id) WHERE in_time)
  SELECT run_id,
    CAST(floor(date_diff('microseconds', fault_at, done_at) / 1e5) AS BIGINT) AS tenth,
    count(*) AS ok,
    sum(count(*) FILTER (done_at >= measure_at AND done_at < asked_at)) OVER (PARTITION BY run_id)
      / (date_diff('microseconds', any_value(measure_at), any_value(asked_at)) / 1e6) AS before,
    CAST(floor(date_diff('microseconds', any_value(fault_at), any_value(heal_at)) / 1e5) AS BIGINT) AS healed,
    CAST(floor(date_diff('microseconds', any_value(fault_at), any_value(end_at)) / 1e5) AS BIGINT) AS watched
  FROM done WHERE done_at >= measure_at
  GROUP BY run_id, fault_at, tenth ORDER BY run_id, tenth`;
