/** Work that is asked for at once: when half, most and all of the tasks or instances of a batch were done. */
import { z } from "zod";
import {
  type KaplanMeier,
  kaplanMeier,
  type QuantileEstimate,
  quantiles,
} from "../../../statistics/mod.ts";
import { sqlEnum, sqlText } from "../../../record/mod.ts";
import {
  booleanColumn,
  maybeNumberColumn,
  numberColumn,
  textColumn,
  wordColumn,
} from "../../../store/column_types.ts";
import type { Store } from "../../../store/mod.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import { everyShare, type ShareTime } from "../runs/share_times.ts";

/** Kinds of work: a task until it completed, an instance from its desire to its first running. */
export const batchKinds = ["task", "lrp"] as const;
/** Kind of work of a batch. */
export type BatchKind = (typeof batchKinds)[number];

/** One task or instance. */
interface Item {
  readonly run_id: string;
  readonly kind: BatchKind;
  /** Seconds from the first desire of the batch. */
  readonly from: number;
  readonly to: number | null;
  readonly is_ok: boolean;
}

const ItemColumns = z.tuple([
  textColumn,
  wordColumn(batchKinds),
  numberColumn,
  maybeNumberColumn,
  booleanColumn,
]);

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

const toSql = (runs: readonly string[]) => `
  WITH items AS (
    SELECT run_id, kind, epoch(operations.started_at) AS began, duration_s, outcome = 'ok' AS is_ok
    FROM operations JOIN runs USING (run_id)
    WHERE experiment = $1 AND run_id IN (${runs.map(sqlText).join(", ")})
      AND kind IN ('task', 'lrp') AND operations.started_at IS NOT NULL
      AND NOT starts_with(operation_id, 'task:probe-')),
  batches AS (SELECT run_id, kind, min(began) AS asked FROM items GROUP BY run_id, kind)
  SELECT CAST(run_id AS ${sqlEnum(runs)}) AS run, CAST(kind AS ${
  sqlEnum(batchKinds)
}) AS work,
    began - asked AS "from", began - asked + duration_s AS "to", is_ok
  FROM items JOIN batches USING (run_id, kind)
  ORDER BY run_id, kind`;

/** Returns a row for each of these runs and kind of work that it has. What did not end is censored at the end of observation. */
export async function batchTimes(
  store: Store,
  { experiment, runs }: {
    readonly experiment: string;
    readonly runs: readonly Pick<PlatformRun, "run_id">[];
  },
): Promise<BatchTimes[]> {
  const run_ids = runs.map(({ run_id }) => run_id);
  const items = await readItems(store, experiment, run_ids);
  return [...Map.groupBy(items, ({ run_id }) => run_id).values()].flatMap(
    (own) => [...Map.groupBy(own, ({ kind }) => kind).values()],
  ).flatMap((own) => {
    const [first] = own;
    return first ? [toTimes(first, own)] : [];
  });
}

/** Reads by column, as a platform of a thousand cells has a hundred thousand instances. */
async function readItems(
  store: Store,
  experiment: string,
  run_ids: readonly string[],
): Promise<Item[]> {
  if (run_ids.length === 0) return [];
  const { values } = await store.columns(toSql(run_ids), [experiment]);
  // A result without rows has no columns either.
  if (values.length === 0) return [];
  const [ids, kinds, begins, ends, oks] = ItemColumns.parse(values);
  return ids.map((run_id, i): Item => ({
    run_id,
    kind: kinds[i]!,
    from: begins[i]!,
    to: ends[i] ?? null,
    is_ok: oks[i]!,
  }));
}

function toTimes(
  { run_id, kind }: Pick<Item, "run_id" | "kind">,
  items: readonly Item[],
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
