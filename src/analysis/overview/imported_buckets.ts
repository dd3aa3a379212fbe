/** Distributions of imports that have latency buckets in place of operations: of each case and kind, merged over its runs. */
import { z } from "zod";
import { compareText } from "../../record/mod.ts";
import type { HistogramBucket } from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import { isCounted } from "../validity/counted_runs.ts";

const Row = z.strictObject({
  experiment: z.string(),
  case_id: z.string(),
  kind: z.string(),
  is_failed: z.boolean(),
  lower: z.number(),
  upper: z.number().nullable(),
  count: z.number(),
  run_ids: z.array(z.string()),
});

/** Buckets of one kind of operation in one case. */
export interface ImportedBuckets {
  readonly experiment: string;
  readonly case_id: string;
  readonly kind: string;
  readonly runs: number;
  /** Of operations that succeeded; of all that were answered, where the tool does not tell failures apart. */
  readonly answered: readonly HistogramBucket[];
  readonly n: number;
  /** Null where the tool does not tell failures apart. */
  readonly failed: number | null;
}

/** Returns the buckets of all imports without operations; `invalid` are the runs that do not count (`invalidRuns()`). */
export async function importedBuckets(
  store: Store,
  invalid: string,
): Promise<ImportedBuckets[]> {
  const rows = await store.query(
    Row,
    `SELECT experiment, case_id, regexp_replace(kind, '_failed$', '') AS kind, ends_with(kind, '_failed') AS is_failed,
       lower, CASE WHEN isfinite(upper) THEN upper END AS upper, CAST(sum(count) AS BIGINT) AS count,
       list_sort(list(DISTINCT run_id)) AS run_ids
     FROM histograms JOIN runs USING (run_id)
     WHERE mode = 'imported' AND count > 0 AND ${isCounted("$1")}
       AND run_id NOT IN (SELECT run_id FROM load_facts)
     GROUP BY ALL ORDER BY ALL`,
    [invalid],
  );
  const keyOf = ({ experiment, case_id, kind }: z.infer<typeof Row>) =>
    JSON.stringify([experiment, case_id, kind]);
  return [...Map.groupBy(rows, keyOf).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { experiment, case_id, kind } = first;
    const total = (of: typeof group) =>
      of.reduce((sum, { count }) => sum + count, 0);
    const answered = group.filter(({ is_failed }) => !is_failed);
    return [{
      ...{ experiment, case_id, kind },
      runs: new Set(group.flatMap(({ run_ids }) => run_ids)).size,
      answered: answered.map(({ lower, upper, count }) => ({
        ...{ lower, upper: upper ?? Infinity, count },
      })),
      n: total(answered),
      failed: answered.length === group.length
        ? null
        : total(group) - total(answered),
    }];
  });
}

/** Order of rows of cases and kinds. */
export function byCaseAndKind(
  a: Pick<ImportedBuckets, "experiment" | "case_id" | "kind">,
  b: Pick<ImportedBuckets, "experiment" | "case_id" | "kind">,
): number {
  return compareText(a.experiment, b.experiment) ||
    compareText(a.case_id, b.case_id) || compareText(a.kind, b.kind);
}
