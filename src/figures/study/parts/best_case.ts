/** The case with the highest median, which has its number. */
import * as Plot from "@observablehq/plot";
import { median } from "../../../statistics/mod.ts";
import { HALO } from "../../drawing/label.ts";
import { INK } from "../../drawing/palette.ts";

/** Significant digits of the numbers. */
const DIGITS = 3;

/** A value of a run of one case. */
interface CaseValue {
  readonly column: string;
  readonly row: string;
  readonly series: string;
  readonly x: number;
  readonly value: number;
}

/** A case with the median of its runs, and the highest of them. */
interface BestCase extends Omit<CaseValue, "series"> {
  readonly highest: number;
}

/** Returns the case with the highest median. */
export function bestCase(rows: readonly CaseValue[]): BestCase | null {
  const cases = Map.groupBy(
    rows,
    ({ column, row, series, x }) => JSON.stringify([column, row, series, x]),
  );
  return [...cases.values()].reduce<BestCase | null>((best, runs) => {
    const [run] = runs;
    const values = runs.map(({ value }) => value);
    const value = median(values);
    if (!run || value === null || value <= (best?.value ?? -Infinity)) {
      return best;
    }
    const { column, row, x } = run;
    return { column, row, x, value, highest: Math.max(...values) };
  }, null);
}

/** Writes the median above the dots of its case. */
export function writeBest(one: BestCase): Plot.Markish {
  return Plot.text([one], {
    x: "x",
    y: "highest",
    text: ({ value }) =>
      Number(value.toPrecision(DIGITS)).toLocaleString("en-US"),
    lineAnchor: "bottom",
    dy: -7,
    fontWeight: 600,
    fill: INK,
    ...HALO,
  });
}
