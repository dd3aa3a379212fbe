/**
 * Exact quantiles of more durations than fit in memory. DuckDB's `quantile_cont` holds every value; here a pass over them
 * counts how many there are in each bucket of durations (`latency_bucket` of the store's views), which tells in which of
 * them a rank lies, and another one sorts the values of those buckets alone. One with too many of them is divided again:
 * selection by distribution, as in a radix sort of which only some places are wanted.
 */
import { z } from "zod";

/** Ranges into which the values of a part are divided at once. */
const RANGES = 4096;

/** Values of a part that are sorted together: 80 MB. */
const SORTED = 10_000_000;

/** Relative error of a bound of a bucket that is computed, far more than rounding makes. */
const MARGIN = 1e-9;

/** Answers SQL with rows of numbers (DOUBLE), texts, lists and nulls. */
export type Ask = (sql: string) => Promise<Record<string, unknown>[]>;

export interface CaseQuantile {
  readonly case_id: string;
  /** Durations of the case. */
  readonly n: number;
  readonly q: number;
  readonly value: number;
}

const Case = z.strictObject({ case_id: z.string(), runs: z.string() });

/** Bounds of values that lie side by side: none is less than the first, none larger than the second. */
const Bounds = z.strictObject({ low: z.number(), high: z.number() });
const Bucket = Bounds.extend({ bucket: z.number().nullable(), n: z.number() });
const Range = Bounds.extend({ n: z.number() });
const Sorted = z.record(z.string(), z.array(z.number()));

/** Values that lie side by side. */
interface Part extends z.infer<typeof Bounds> {
  readonly n: number;
  /** SQL condition of the values; others may be within the bounds as well. */
  readonly condition: string;
}

/** A part with values that are wanted, by their ranks in it, counted from 0. */
interface Wanted {
  readonly part: Part;
  readonly ranks: readonly number[];
  /** Values that are less than those of the part. */
  readonly below: number;
}

/**
 * Returns the quantiles of `duration_s` of the successful operations of each case, interpolated as by `quantile_cont`, for
 * each case in the order of `quantiles`; cases without a duration have none. Durations are finite and not negative, as those
 * of a store are. `sorted` is how many values are sorted together. Throws DuckDB's error for any other duration.
 */
export async function exactQuantiles(
  ask: Ask,
  quantiles: readonly number[],
  sorted = SORTED,
): Promise<CaseQuantile[]> {
  const cases = z.array(Case).parse(
    await ask(
      `SELECT case_id, string_agg('''' || replace(run_id, '''', '''''') || '''', ', ' ORDER BY run_id) AS runs
       FROM runs GROUP BY case_id ORDER BY case_id`,
    ),
  );
  const found: CaseQuantile[] = [];
  for (const { case_id, runs } of cases) {
    const rows = `FROM operations WHERE run_id IN (${runs}) AND outcome = 'ok'`;
    const source = { ask, rows, sorted };
    const parts = await listBuckets(source);
    const n = parts.reduce((sum, part) => sum + part.n, 0);
    if (n === 0) continue;
    const ranks = quantiles.map((q) => q * (n - 1));
    const values = await select(
      source,
      parts,
      new Set(ranks.flatMap((rank) => [Math.floor(rank), Math.ceil(rank)])),
    );
    for (const [i, q] of quantiles.entries()) {
      found.push({ case_id, n, q, value: interpolate(values, ranks[i]!) });
    }
  }
  return found;
}

interface Source {
  readonly ask: Ask;
  /** SQL of the rows with the values, which ends in a condition. */
  readonly rows: string;
  readonly sorted: number;
}

/** Returns the buckets that have values, the least first. */
async function listBuckets({ ask, rows }: Source): Promise<Part[]> {
  const found = await ask(
    `SELECT bucket::DOUBLE AS bucket, n, coalesce(bucket_latency(bucket - 0.5), 0) AS low,
       coalesce(bucket_latency(bucket + 0.5), 0) AS high
     FROM (SELECT latency_bucket(duration_s) AS bucket, count(*)::DOUBLE AS n ${rows} GROUP BY ALL) ORDER BY bucket`,
  );
  return z.array(Bucket).parse(found).flatMap(({ bucket, n, low, high }) =>
    // Null: operations without a duration.
    bucket === null ? [] : [{
      n,
      low: low * (1 - MARGIN),
      high: high * (1 + MARGIN),
      condition: `latency_bucket(duration_s) = ${bucket}`,
    }]
  );
}

/** Returns the values of some ranks of parts that follow each other, counted from 0. */
async function select(
  source: Source,
  parts: readonly Part[],
  ranks: ReadonlySet<number>,
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  const few: Wanted[] = [];
  let below = 0;
  for (const part of parts) {
    const first = below;
    below += part.n;
    const own = [...ranks].filter((rank) => rank >= first && rank < below)
      .map((rank) => rank - first);
    if (own.length === 0) continue;
    if (part.low === part.high) {
      for (const rank of own) found.set(first + rank, part.low);
    } else if (part.n <= source.sorted) {
      few.push({ part, ranks: own, below: first });
    } else {
      const ranges = await divide(source, part);
      const inner = await select(source, ranges, new Set(own));
      for (const [rank, value] of inner) found.set(first + rank, value);
    }
  }
  const values = await sort(source, few);
  for (const [i, { ranks, below }] of few.entries()) {
    for (const [k, rank] of ranks.entries()) {
      found.set(below + rank, values[i]![k]!);
    }
  }
  return found;
}

/** Returns ranges of equal width of a part, which have values, the least first; rounding keeps the order of the values. */
async function divide({ ask, rows }: Source, part: Part): Promise<Part[]> {
  const own = `${rows} AND ${isWithin(part)} AND ${part.condition}`;
  const [whole] = z.array(Bounds).parse(
    await ask(
      `SELECT min(duration_s) AS low, max(duration_s) AS high ${own}`,
    ),
  );
  const { low, high } = whole!;
  if (low === high) return [{ ...part, low, high }];
  const share = `(duration_s - ${toSql(low)}) / ${toSql(high - low)}`;
  const found = await ask(
    `SELECT count(*)::DOUBLE AS n, min(duration_s) AS low, max(duration_s) AS high ${own}
     GROUP BY (${share} * ${RANGES})::INTEGER ORDER BY low`,
  );
  return z.array(Range).parse(found).map((range) => ({
    ...range,
    condition: isWithin(range),
  }));
}

/** Returns the wanted values of each part. The parts are in order; their bounds may overlap. */
async function sort(
  { ask, rows }: Source,
  parts: readonly Wanted[],
): Promise<number[][]> {
  if (parts.length === 0) return [];
  const lists = parts.map(({ part: { condition }, ranks }, i) => {
    const places = ranks.map((rank) => rank + 1).join(", ");
    return `list_select(list_sort(list(duration_s) FILTER (${condition})), [${places}]) AS part_${i}`;
  });
  const [row] = z.array(Sorted).parse(
    await ask(
      `SELECT ${lists.join(", ")} ${rows} AND ${
        isWithinAny(parts.map(({ part }) => part))
      }`,
    ),
  );
  return parts.map((_, i) => row![`part_${i}`]!);
}

function isWithin({ low, high }: z.infer<typeof Bounds>): string {
  return `duration_s BETWEEN ${toSql(low)} AND ${toSql(high)}`;
}

/** Of bounds in order: most values are compared with the first ones alone, where OR would compare each with all. */
function isWithinAny(parts: readonly z.infer<typeof Bounds>[]): string {
  return parts.reduceRight((others, { low, high }) => {
    const more = others === "" ? "" : ` OR (${others})`;
    return `duration_s >= ${toSql(low)} AND (duration_s <= ${
      toSql(high)
    }${more})`;
  }, "");
}

/** Returns a number as it is: a literal would be a decimal. */
function toSql(value: number): string {
  return `'${value}'::DOUBLE`;
}

function interpolate(
  values: ReadonlyMap<number, number>,
  rank: number,
): number {
  const share = rank - Math.floor(rank);
  const lower = values.get(Math.floor(rank))!;
  const upper = values.get(Math.ceil(rank))!;
  return lower === upper ? lower : lower * (1 - share) + upper * share;
}
