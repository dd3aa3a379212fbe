/** Work that is asked for at once: when half, most and all of the tasks or instances of a batch were done. */
import { z } from "zod";
import {
  type KaplanMeier,
  kaplanMeier,
  type QuantileEstimate,
  quantiles,
} from "../../../statistics/mod.ts";
import type { Store } from "../../../store/mod.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import { everyShare, type ShareTime } from "../runs/share_times.ts";

/** Kinds of work: a task until it completed, an instance from its desire to its first running. */
export const batchKinds = ["task", "lrp"] as const;
/** Kind of work of a batch. */
export type BatchKind = (typeof batchKinds)[number];

const Row = z.strictObject({
  run_id: z.string(),
  kind: z.enum(batchKinds),
  /** Seconds from the first desire of the batch. */
  from: z.number(),
  to: z.number().nullable(),
  is_ok: z.boolean(),
});

/** One kind of work of one run. Times are seconds from the first desire to the end of an item. */
export interface BatchTimes {
  readonly run_id: string;
  readonly kind: BatchKind;
  readonly n: number;
  readonly ok: number;
  /** Time between the first and the last desire: 0 if all came at once. */
  readonly spread: number;
  /** Share that is not done yet; what failed, or never ended, is censored. */
  readonly curve: KaplanMeier;
  readonly times: readonly ShareTime[];
  /** Seconds of the items of themselves, of those that succeeded. */
  readonly median: QuantileEstimate;
  readonly p95: QuantileEstimate;
  readonly p99: QuantileEstimate;
}

const sql = `
  WITH items AS (
    SELECT run_id, kind, epoch(operations.started_at) AS began, duration_s, outcome = 'ok' AS is_ok
    FROM operations JOIN runs USING (run_id)
    WHERE experiment = $1 AND kind IN ('task', 'lrp') AND operations.started_at IS NOT NULL
      AND NOT starts_with(operation_id, 'task:probe-'))
  SELECT run_id, kind, began - min(began) OVER batch AS "from",
    began - min(began) OVER batch + duration_s AS "to", is_ok
  FROM items WINDOW batch AS (PARTITION BY run_id, kind)
  ORDER BY run_id, kind, "from", "to"`;

/** Returns a row for each of these runs and kind of work that it has. What did not end is censored at the end of observation. */
export async function batchTimes(
  store: Store,
  { experiment, runs }: {
    readonly experiment: string;
    readonly runs: readonly Pick<PlatformRun, "run_id">[];
  },
): Promise<BatchTimes[]> {
  const known = new Set(runs.map(({ run_id }) => run_id));
  const rows = await store.query(Row, sql, [experiment]);
  const groups = Map.groupBy(
    rows.filter(({ run_id }) => known.has(run_id)),
    ({ run_id, kind }) => JSON.stringify([run_id, kind]),
  );
  return [...groups.values()].flatMap((items) => {
    const [first] = items;
    return first ? [toTimes(first, items)] : [];
  });
}

function toTimes(
  { run_id, kind }: z.infer<typeof Row>,
  items: readonly z.infer<typeof Row>[],
): BatchTimes {
  // What never ended was watched at least as long as anything else.
  const watched = items.reduce(
    (last, { from, to }) => Math.max(last, to ?? from),
    0,
  );
  const curve = kaplanMeier(
    items.map(({ to }) => to ?? watched),
    items.map(({ to, is_ok }) => is_ok && to !== null),
  );
  const own = items.flatMap(({ from, to, is_ok }) =>
    is_ok && to !== null ? [to - from] : []
  );
  const [median, p95, p99] = quantiles(own, [0.5, 0.95, 0.99]) as [
    QuantileEstimate,
    QuantileEstimate,
    QuantileEstimate,
  ];
  return {
    ...{ run_id, kind, n: items.length, ok: own.length, curve },
    spread: items.reduce((last, { from }) => Math.max(last, from), 0),
    times: everyShare(curve),
    ...{ median, p95, p99 },
  };
}
