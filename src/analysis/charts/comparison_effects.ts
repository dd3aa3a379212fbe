/** Rows of the chart of a comparison: the change of each metric of each case, in percent. */
import type { EffectRow } from "../../figures/mod.ts";
import type {
  MetricComparison,
  MetricVerdict,
} from "../comparison/compare_metrics.ts";
import { shortName } from "../comparison/metric_meaning.ts";
import { toEffectRow } from "./effect_rows.ts";

/** What the chart of a comparison shows. */
export interface ComparisonEffects {
  readonly rows: readonly EffectRow[];
  /** Which direction of a row is good; null for neither. */
  readonly better: (row: EffectRow) => "higher" | "lower" | null;
  /**
   * Metrics whose change is no share of their level, or that have none: they are in the table only. Of many, the first
   * few and `994 more`.
   */
  readonly leftOut: readonly string[];
}

/** Metrics that are named as left out. */
const MAX_NAMED = 6;

const told: readonly MetricVerdict[] = [
  "better",
  "worse",
  "higher",
  "lower",
  "small",
];
const few: readonly MetricVerdict[] = ["too few runs", "one run each"];

/** Returns the changes that are shares of their level: points of a share would stand on another axis. */
export function comparisonEffects(
  metrics: readonly MetricComparison[],
): ComparisonEffects {
  const rows = metrics.flatMap((one) => {
    const { effect, verdict } = one;
    if (effect === null || !effect.relative) return [];
    const row = toEffectRow({
      label: labelOf(one),
      estimate: {
        value: effect.change,
        lower: effect.lower,
        upper: effect.upper,
      },
      verdict: told.includes(verdict)
        ? effect.change > 0 ? "higher" : "lower"
        : few.includes(verdict)
        ? "too few runs"
        : "~",
      n: one.a.n + one.b.n,
    });
    return [{ row, better: one.meaning.better }];
  });
  const directions = new Map(
    rows.map(({ row, better }) => [row.label, better]),
  );
  const shown = new Set(rows.map(({ row }) => row.label));
  const leftOut = [
    ...new Set(
      metrics.filter((one) => !shown.has(labelOf(one)))
        .map(({ metric }) => metric),
    ),
  ];
  const more = leftOut.length - MAX_NAMED;
  return {
    rows: rows.map(({ row }) => row),
    better: ({ label }) => directions.get(label) ?? null,
    leftOut: [
      ...leftOut.slice(0, MAX_NAMED).map(shortName),
      ...more > 0 ? [`${more} more`] : [],
    ],
  };
}

function labelOf(
  { metric, case_name }: Pick<MetricComparison, "metric" | "case_name">,
): string {
  return case_name === "" ? metric : `${metric}, ${case_name}`;
}
