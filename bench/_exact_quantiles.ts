/**
 * Exact quantiles of more durations than fit in memory. DuckDB's `quantile_cont` holds every value; here a pass over them
 * counts how many there are in each of some thousand ranges of equal width, which tells in which of them a rank lies, and
 * another one sorts the values of those ranges alone. A range with too many of them is divided again: selection by
 * distribution, as in a radix sort of which only some places are wanted.
 */
import { z } from "zod";

/** Ranges into which values are divided at once. */
const RANGES = 4096;

/** Values that are sorted together. */
const SORTED = 1_000_000;

/** Answers SQL with rows of numbers (DOUBLE), texts and nulls. */
export type Ask = (sql: string) => Promise<Record<string, unknown>[]>;

export interface CaseQuantile {
  readonly case_id: string;
  /** Durations of the case. */
  readonly n: number;
  readonly q: number;
  readonly value: number;
}

const Case = z.strictObject({ case_id: z.string(), runs: z.string() });

/** Values that lie side by side: how many, the least and the largest. */
const Range = z.strictObject({
  n: z.number(),
  low: z.number(),
  high: z.number(),
});
type Range = z.infer<typeof Range>;

/**
 * Returns the quantiles of `duration_s` of the successful operations of each case, interpolated as by `quantile_cont`, for
 * each case in the order of `quantiles`; cases without a duration have none. `sorted` is how many values are sorted together.
 * Throws RangeError if a duration is not finite.
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
    const rows =
      `FROM operations WHERE run_id IN (${runs}) AND outcome = 'ok' AND duration_s IS NOT NULL`;
    const [row] = await ask(
      `SELECT count(*)::DOUBLE AS n, coalesce(min(duration_s), 0) AS low, coalesce(max(duration_s), 0) AS high ${rows}`,
    );
    const all = Range.safeParse(row).data;
    if (all === undefined || !Number.isFinite(all.high - all.low)) {
      throw new RangeError(
        `Cannot find quantiles of ${case_id} as a duration is not finite`,
      );
    }
    if (all.n === 0) continue;
    const ranks = quantiles.map((q) => q * (all.n - 1));
    const values = await select(
      { ask, rows, sorted },
      all,
      new Set(ranks.flatMap((rank) => [Math.floor(rank), Math.ceil(rank)])),
    );
    for (const [i, q] of quantiles.entries()) {
      const value = interpolate(values, ranks[i]!);
      found.push({ case_id, n: all.n, q, value });
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

/** Returns the values of some ranks within a range, counted from 0. */
async function select(
  source: Source,
  range: Range,
  ranks: ReadonlySet<number>,
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  if (range.low === range.high) {
    for (const rank of ranks) found.set(rank, range.low);
    return found;
  }
  const few: { readonly part: Range; readonly below: number }[] = [];
  let below = 0;
  for (const part of await divide(source, range)) {
    const first = below;
    below += part.n;
    const own = [...ranks].filter((rank) => rank >= first && rank < below);
    if (own.length === 0) continue;
    if (part.n <= source.sorted) few.push({ part, below: first });
    else {
      const inner = await select(
        source,
        part,
        new Set(own.map((rank) => rank - first)),
      );
      for (const [rank, value] of inner) found.set(first + rank, value);
    }
  }
  const values = await sort(source, few.map(({ part }) => part));
  let before = 0;
  for (const { part: { n }, below } of few) {
    for (const rank of ranks) {
      const place = rank - below;
      if (place >= 0 && place < n) found.set(rank, values[before + place]!);
    }
    before += n;
  }
  return found;
}

/** Returns the parts of a range that have values, the least first; rounding keeps the order of the values. */
async function divide(
  { ask, rows }: Source,
  { low, high }: Range,
): Promise<Range[]> {
  const share = `(duration_s - ${toSql(low)}) / ${toSql(high - low)}`;
  return z.array(Range).parse(
    await ask(
      `SELECT count(*)::DOUBLE AS n, min(duration_s) AS low, max(duration_s) AS high ${rows} AND ${
        isWithin({ low, high })
      } GROUP BY (${share} * ${RANGES})::INTEGER ORDER BY low`,
    ),
  );
}

/** Returns all values of some ranges, which do not overlap, sorted. */
async function sort(
  { ask, rows }: Source,
  ranges: readonly Range[],
): Promise<number[]> {
  if (ranges.length === 0) return [];
  const found = await ask(
    `SELECT duration_s ${rows} AND (${
      ranges.map(isWithin).join(" OR ")
    }) ORDER BY duration_s`,
  );
  return found.map(({ duration_s }) => Number(duration_s));
}

function isWithin({ low, high }: Pick<Range, "low" | "high">): string {
  return `duration_s BETWEEN ${toSql(low)} AND ${toSql(high)}`;
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
