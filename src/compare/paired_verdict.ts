/** What interleaved runs of two variants say: a verdict by the interval, and the line that says it. */
import {
  formatChange,
  formatMetric,
} from "../analysis/comparison/metric_meaning.ts";
import { entersStatistics, valuesOf } from "../analysis/mod.ts";
import { formatPercent } from "../record/mod.ts";
import { median } from "../statistics/mod.ts";
import type { Variant } from "./paired_looks.ts";
import type { PairedResult } from "./paired_session.ts";

/**
 * What the interval says of variant B. `small`: beyond chance, and below the smallest of interest. `same`: a change of
 * interest is excluded.
 */
export type PairedVerdict =
  | "better"
  | "worse"
  | "higher"
  | "lower"
  | "small"
  | "same"
  | "cannot tell";

/** Smallest change of interest: share of the level, and points of a share of operations. */
export interface SmallestChange {
  readonly relative: number;
  readonly points: number;
}

/** Judges the difference by its interval, as a p value would not count the looks. */
export function judgePaired(
  { effect, meaning }: Pick<PairedResult, "effect" | "meaning">,
  smallest: SmallestChange,
): PairedVerdict {
  if (effect === null || effect.lower === null || effect.upper === null) {
    return "cannot tell";
  }
  const { change, lower, upper, relative } = effect;
  const least = relative
    ? smallest.relative
    : meaning.unit === "1"
    ? smallest.points
    : 0;
  if (lower > -least && upper < least) return "same";
  if (lower <= 0 && upper >= 0) return "cannot tell";
  if (Math.abs(change) < least) return "small";
  const rose = change > 0;
  if (meaning.better === null) return rose ? "higher" : "lower";
  return rose === (meaning.better === "higher") ? "better" : "worse";
}

const words: Readonly<Record<PairedVerdict, string>> = {
  better: "Better",
  worse: "Worse",
  higher: "Higher",
  lower: "Lower",
  small: "Below the smallest of interest",
  same: "No difference of interest",
  "cannot tell": "Cannot tell",
};

const ends: Readonly<Record<PairedResult["end"], string>> = {
  narrow: "the interval is as narrow as asked",
  "all blocks": "the budget of time is spent",
  stopped: "ended before the interval was as narrow as asked",
  "runs fail": "ended as its last runs did not count",
};

/** Returns one line: the verdict, the change with its interval, and why the session ended. */
export function pairedLine(
  result: PairedResult,
  smallest: SmallestChange,
): string {
  const { metric, meaning, effect, confidence, runs, end, blocks } = result;
  const counted = (variant: Variant) =>
    runs.filter((one) => one.variant === variant).map(({ run }) => run)
      .filter(entersStatistics);
  const levelOf = (variant: Variant) => {
    const values = valuesOf(counted(variant), metric);
    return formatMetric(
      values.length === 0 ? null : median(values),
      meaning.unit,
    );
  };
  const form = (value: number) =>
    formatChange(value, {
      relative: effect?.relative ?? false,
      unit: meaning.unit,
    });
  const change = effect === null
    ? "no value on both sides"
    : effect.lower === null || effect.upper === null
    ? `${form(effect.change)}, too few runs for an interval`
    : `${form(effect.change)} (${form(effect.lower)} to ${
      form(effect.upper)
    }, interval of ${formatPercent(confidence, 1)}, 95 % over all looks)`;
  return `${words[judgePaired(result, smallest)]}: ${metric} ${change}, A ${
    levelOf("a")
  }, B ${levelOf("b")}, ${counted("a").length} and ${
    counted("b").length
  } runs in ${blocks} ${blocks === 1 ? "block" : "blocks"}; ${ends[end]}.`;
}
