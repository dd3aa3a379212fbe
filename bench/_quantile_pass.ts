/** The SQL of one pass over the durations of some runs, which counts and keeps them by brackets (`_exact_quantiles.ts`). */
import { sqlText } from "../src/record/mod.ts";
import { type Bracket, joinBrackets } from "./_brackets.ts";

/** A quantile, and where it is looked for. */
export interface Wanted {
  readonly q: number;
  readonly bracket: Bracket;
}

/**
 * Returns SQL of one row: `n` durations, and for each of the quantiles, at least one, the values `lower_I` and `upper_I`
 * between which it lies, null where a bracket does not hold them. Values equal to an end of a bracket are counted and not
 * kept, so that ties take no memory.
 */
export function passSql(
  runs: readonly string[],
  wanted: readonly Wanted[],
): string {
  const brackets = joinBrackets(wanted.map(({ bracket }) => bracket));
  const counts = brackets.map(({ low, high }, i) => {
    const [from, to] = [toDouble(low), toDouble(high)];
    return `count(*) FILTER (duration_s < ${from}) AS below_${i},
      count(*) FILTER (duration_s <= ${from}) AS to_${i}, count(*) FILTER (duration_s <= ${to}) AS upto_${i},
      coalesce(list(duration_s) FILTER (duration_s > ${from} AND duration_s < ${to}), []::DOUBLE[]) AS inside_${i}`;
  });
  const sums = brackets.map((_, i) =>
    `sum(below_${i})::BIGINT AS below_${i}, sum(to_${i})::BIGINT AS to_${i}, sum(upto_${i})::BIGINT AS upto_${i},
      list_sort(flatten(list(inside_${i}))) AS inside_${i}`
  );
  const parts = runs.map((run) =>
    `SELECT count(duration_s) AS n, ${
      counts.join(", ")
    } FROM operations WHERE ${isCounted(run)}`
  );
  const picked = wanted.flatMap(({ q, bracket }, i) => {
    const at = brackets.findIndex(({ low, high }) =>
      low <= bracket.low && bracket.high <= high
    );
    const { low, high } = brackets[at] ?? bracket;
    const pick = (round: string) => {
      const rank = `${round}((n - 1) * ${toDouble(q)})::BIGINT`;
      return `CASE WHEN ${rank} < below_${at} THEN NULL WHEN ${rank} < to_${at} THEN ${
        toDouble(low)
      } WHEN ${rank} < to_${at} + len(inside_${at}) THEN inside_${at}[${rank} - to_${at} + 1]
        WHEN ${rank} < upto_${at} THEN ${toDouble(high)} END`;
    };
    return [
      `${pick("floor")} AS lower_${i}`,
      `${pick("ceil")} AS upper_${i}`,
    ];
  });
  return `SELECT n::DOUBLE AS n, ${picked.join(", ")}
    FROM (SELECT sum(n)::BIGINT AS n, ${sums.join(", ")} FROM (${
    parts.join(" UNION ALL ")
  }))`;
}

/** Returns the condition of the operations of a run that count. */
export function isCounted(run_id: string): string {
  return `run_id = ${sqlText(run_id)} AND outcome = 'ok'`;
}

/** From text: a number as SQL writes it is a DECIMAL, which has other values. */
function toDouble(value: number): string {
  return `'${value}'::DOUBLE`;
}
