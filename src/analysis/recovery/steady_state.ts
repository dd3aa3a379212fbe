/** Time to steady state after a fault: the load returns near its rate and holds it for some seconds. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import type { CensoredTime } from "./censored_time.ts";

export interface SteadyOptions {
  /** Accepted shortfall from the rate before the fault, 1 = 100 %. @default {0.25} */
  readonly tolerance?: number;
  /** Seconds for which the rate must hold. @default {3} */
  readonly hold?: number;
}

const Bucket = z.strictObject({
  run_id: z.string(),
  /** Tenths of a second since the injection; below 0 before it. */
  tenth: z.number(),
  ok: z.number(),
  /** Rate before the fault, in operations that succeeded in time, a second. */
  before: z.number(),
  /** Tenths of a second from injection to healing, and to the end of observation. */
  healed: z.number(),
  observed: z.number(),
});

/** Times to steady state from injection and from healing. */
export interface SteadyStateTimes {
  readonly sinceFault: CensoredTime;
  readonly sinceHealing: CensoredTime;
}

/** Averaging window of a rate, in tenths of a second. */
const WINDOW_TENTHS = 10;

/**
 * Returns by run the seconds from injection, and from healing, to the first tenth of a second that has 1 - `tolerance`
 * of the rate before the fault and from which every second, taken at each tenth, has it too, for `hold` seconds.
 * Censored if that never happened.
 *
 * Only successes in time count (see the view `load_operations`), and no tenth counts more than its share before the
 * fault: operations that were held up by an outage and end at once are a backlog, not a rate. A load with uneven
 * tenths, such as random arrivals below some 100 a second, is therefore underestimated. Runs without a success before
 * the fault are left out.
 */
export async function timesToSteadyState(
  store: Store,
  experiment: string,
  { tolerance = 0.25, hold = 3 }: SteadyOptions = {},
): Promise<Map<string, SteadyStateTimes>> {
  const buckets = await store.query(Bucket, sql, [experiment]);
  const times = new Map<string, SteadyStateTimes>();
  for (const [run_id, run] of Map.groupBy(buckets, ({ run_id }) => run_id)) {
    const { before = 0, healed = 0, observed = 0 } = run[0] ?? {};
    if (before === 0) continue;
    const share = Math.ceil(before / 10);
    const counts = new Int32Array(Math.max(0, observed));
    for (const { tenth, ok } of run) {
      if (tenth >= 0 && tenth < counts.length) {
        counts[tenth] = Math.min(ok, share);
      }
    }
    const required = before * (1 - tolerance) / 10;
    const since = (tenth: number): CensoredTime => {
      const at = firstSteady(counts.subarray(tenth), required, hold * 10);
      return at === null
        ? { seconds: (observed - tenth) / 10, censored: true }
        : { seconds: at / 10, censored: false };
    };
    times.set(run_id, { sinceFault: since(0), sinceHealing: since(healed) });
  }
  return times;
}

/**
 * Returns the index of the first bucket with `required` successes from which every window that begins in the next
 * `hold` buckets has as many a bucket on average; null without one.
 */
function firstSteady(
  counts: Int32Array,
  required: number,
  hold: number,
): number | null {
  let sum = 0;
  let since = 0;
  for (let end = 0; end < counts.length; end++) {
    sum += counts[end] ?? 0;
    const begin = end - WINDOW_TENTHS + 1;
    if (begin < 0) continue;
    if (sum < required * WINDOW_TENTHS) since = begin + 1;
    if (end - since + 1 >= Math.max(hold, WINDOW_TENTHS)) {
      // The first window may begin with the end of an outage. At least one of its buckets reaches its average.
      const offset = counts.subarray(since).findIndex((n) => n >= required);
      return since + offset;
    }
    sum -= counts[begin] ?? 0;
  }
  return null;
}

const sql = `
  WITH marks AS (
    SELECT fault_marks.* FROM fault_marks JOIN runs USING (run_id) WHERE experiment = $1
      AND fault_at IS NOT NULL AND heal_at IS NOT NULL AND end_at IS NOT NULL),
  done AS (
    SELECT run_id, fault_at, heal_at, measure_at, requested_at, end_at, done_at
    FROM load_operations JOIN marks USING (run_id) WHERE in_time)
  SELECT run_id,
    CAST(floor(date_diff('microseconds', fault_at, done_at) / 1e5) AS BIGINT) AS tenth,
    count(*) AS ok,
    sum(count(*) FILTER (done_at >= measure_at AND done_at < requested_at)) OVER (PARTITION BY run_id)
      / (date_diff('microseconds', any_value(measure_at), any_value(requested_at)) / 1e6) AS before,
    CAST(floor(date_diff('microseconds', any_value(fault_at), any_value(heal_at)) / 1e5) AS BIGINT) AS healed,
    CAST(floor(date_diff('microseconds', any_value(fault_at), any_value(end_at)) / 1e5) AS BIGINT) AS observed
  FROM done WHERE done_at >= measure_at
  GROUP BY run_id, fault_at, tenth ORDER BY run_id, tenth`;
