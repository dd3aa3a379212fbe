/** Success rates of operations, with confidence intervals. */
import { z } from "zod";
import { Outcome } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { wilson } from "../../statistics/mod.ts";
import { invalidRuns, isCounted } from "../validity/counted_runs.ts";
import { byCaseAndKind, importedBuckets } from "./imported_buckets.ts";

const Counts = z.strictObject({
  experiment: z.string(),
  case_id: z.string(),
  kind: z.string(),
  runs: z.number(),
  attempted: z.number(),
  ...Object.fromEntries(
    Outcome.options.map((outcome) => [outcome, z.number()]),
  ) as Record<Outcome, z.ZodNumber>,
});

/** Outcomes of all operations of one kind in one case; each attempt counts under exactly one outcome. */
export interface SuccessRate extends z.infer<typeof Counts> {
  /** ok / attempted, 1 = 100 %; null without attempts, and for latency buckets that do not tell failures apart. */
  readonly rate: number | null;
  /** Wilson interval. */
  readonly lower: number;
  readonly upper: number;
}

/** Options of `successRates`. */
export interface SuccessOptions {
  /** Confidence of the interval. @default {0.95} */
  readonly confidence?: number;
}

/**
 * Returns the success rate of each case and kind over all valid runs, ordered by experiment, case and kind; of an import
 * that has latency buckets in place of operations by the counts of its buckets.
 */
export async function successRates(
  store: Store,
  { confidence = 0.95 }: SuccessOptions = {},
): Promise<SuccessRate[]> {
  const invalid = await invalidRuns(store);
  const rows = await store.query(
    Counts,
    `SELECT experiment, case_id, kind,
       count(DISTINCT run_id) AS runs,
       count(*) AS attempted,
       ${
      Outcome.options.map((outcome) =>
        `count(*) FILTER (outcome = '${outcome}') AS ${outcome}`
      ).join(", ")
    }
     FROM operations JOIN runs USING (run_id)
     WHERE ${isCounted("$1")}
     GROUP BY ALL ORDER BY ALL`,
    [invalid],
  );
  const toRate = (row: z.infer<typeof Counts>): SuccessRate => {
    const { rate, lower, upper } = wilson(row.ok, row.attempted, {
      confidence,
    });
    return { ...row, rate, lower, upper };
  };
  const imported = (await importedBuckets(store, invalid)).map((
    { experiment, case_id, kind, runs, n, failed },
  ) => {
    const row = toRate({
      ...{ experiment, case_id, kind, runs, attempted: n + (failed ?? 0) },
      ...none,
      ok: n,
      failed: failed ?? 0,
    });
    return failed === null ? { ...row, rate: null, lower: 0, upper: 1 } : row;
  });
  const measured = rows.map(toRate);
  return imported.length === 0
    ? measured
    : [...measured, ...imported].toSorted(byCaseAndKind);
}

/** No operation of any outcome. */
const none = Object.fromEntries(
  Outcome.options.map((outcome) => [outcome, 0]),
) as Record<Outcome, number>;
