/**
 * Exact quantiles of more durations than fit in memory, by one pass over them. A small sample tells between which two values
 * each almost certainly lies; the pass counts the values below, and keeps those between, of which the wanted one is picked by
 * its rank (Floyd and Rivest, Expected time bounds for selection, Communications of the ACM 18, 1975). The counts prove that
 * it is the right one: where the sample misled, the quantile is asked for again, between values further apart.
 *
 * It is for runs of millions of operations. Each run is read by a query of its own, which opens the files of that run and
 * compares numbers with constants: no row is grouped or joined.
 */
import { z } from "zod";
import { bracketOf } from "./_brackets.ts";
import { isCounted, passSql } from "./_quantile_pass.ts";

/** Part of the time of a run whose operations are the sample. */
const SHARE = 1 / 500;

/** Pieces of that time in all runs of a case: a load that changes is seen in most of its states. */
const WINDOWS = 20;

/**
 * Standard deviations to either side of a quantile of the sample. Operations of one moment resemble each other, so that the
 * sample is worth fewer than it has: with a design effect of 4 (Kish, Survey sampling, 1965) it is four deviations.
 */
const SPREAD = 8;

/** How much further apart the values are in the next attempt. */
const WIDER = 8;

/** Answers SQL with rows of numbers (DOUBLE), texts and nulls. */
export type Ask = (sql: string) => Promise<Record<string, unknown>[]>;

export interface CaseQuantile {
  readonly case_id: string;
  /** Durations of the case. */
  readonly n: number;
  readonly q: number;
  readonly value: number;
}

const Run = z.strictObject({
  run_id: z.string(),
  case_id: z.string(),
  /** Milliseconds since 1970; null if unknown. */
  began: z.number().nullable(),
  ended: z.number().nullable(),
});
type Run = z.infer<typeof Run>;

/** Numbers of the one row of a pass; null where a rank is outside the brackets. */
const Pass = z.record(z.string(), z.number().nullable());

/**
 * Returns the quantiles of `duration_s` of the successful operations of each case, interpolated as by `quantile_cont`, for
 * each case in the order of `quantiles`; cases without a duration have none. `share` is the part of the time that is sampled.
 * Memory is that of some per cent of the durations of one case, and of all of them where the sample misled wholly.
 */
export async function exactQuantiles(
  ask: Ask,
  quantiles: readonly number[],
  share = SHARE,
): Promise<CaseQuantile[]> {
  const runs = z.array(Run).parse(
    await ask(
      `SELECT run_id, case_id, epoch_ms(started_at)::DOUBLE AS began, epoch_ms(ended_at)::DOUBLE AS ended
       FROM runs ORDER BY case_id, run_id`,
    ),
  );
  const found: CaseQuantile[] = [];
  if (quantiles.length === 0) return found;
  for (const [case_id, ofCase] of Map.groupBy(runs, (run) => run.case_id)) {
    const sample = await takeSample(ask, ofCase, share);
    const { n, values } = await valuesOf(ask, ofCase, { sample, quantiles });
    for (const q of quantiles) {
      const value = values.get(q);
      if (value !== undefined) found.push({ case_id, n, q, value });
    }
  }
  return found;
}

/** Returns sorted durations of windows that are spread evenly over each run; none of runs whose times are unknown. */
async function takeSample(
  ask: Ask,
  runs: readonly Run[],
  share: number,
): Promise<number[]> {
  const count = Math.ceil(WINDOWS / runs.length);
  const parts = runs.flatMap((run) =>
    toWindows(run, { count, share }).map(([from, to]) =>
      `SELECT duration_s FROM operations WHERE ${isCounted(run.run_id)}
         AND started_at >= ${toTimestamp(from)} AND started_at < ${
        toTimestamp(to)
      }`
    )
  );
  if (parts.length === 0) return [];
  const rows = await ask(
    `SELECT duration_s FROM (${parts.join(" UNION ALL ")})
     WHERE isfinite(duration_s) ORDER BY duration_s`,
  );
  return rows.map(({ duration_s }) => Number(duration_s));
}

function toWindows(
  { began, ended }: Run,
  { count, share }: { readonly count: number; readonly share: number },
): [from: number, to: number][] {
  if (began === null || ended === null) return [];
  const each = (ended - began) / count;
  return Array.from({ length: count }, (_, i) => {
    const from = began + each * (i + 0.5);
    return [from, from + each * share];
  });
}

/** Asks for quantiles of one case until the counts prove each of them. */
async function valuesOf(
  ask: Ask,
  runs: readonly Run[],
  { sample, quantiles }: {
    readonly sample: readonly number[];
    readonly quantiles: readonly number[];
  },
): Promise<{ n: number; values: ReadonlyMap<number, number> }> {
  const ids = runs.map(({ run_id }) => run_id);
  const values = new Map<number, number>();
  for (let spread = SPREAD;; spread *= WIDER) {
    const wanted = quantiles.filter((q) => !values.has(q))
      .map((q) => ({ q, bracket: bracketOf(sample, q, spread) }));
    const [row] = await ask(passSql(ids, wanted));
    const pass = Pass.parse(row);
    const n = pass["n"] ?? 0;
    if (n === 0) return { n, values };
    for (const [i, { q, bracket }] of wanted.entries()) {
      const [lower, upper] = [pass[`lower_${i}`], pass[`upper_${i}`]];
      if (typeof lower === "number" && typeof upper === "number") {
        values.set(q, interpolate(lower, upper, (n - 1) * q));
      } else if (bracket.low === -Infinity && bracket.high === Infinity) {
        throw new RangeError(
          `Cannot find the quantile ${q} as a duration is not a number`,
        );
      }
    }
    if (quantiles.every((q) => values.has(q))) return { n, values };
  }
}

function interpolate(lower: number, upper: number, rank: number): number {
  const share = rank - Math.floor(rank);
  return lower === upper ? lower : lower * (1 - share) + upper * share;
}

function toTimestamp(ms: number): string {
  return `TIMESTAMP '${new Date(ms).toISOString().slice(0, -1)}'`;
}
