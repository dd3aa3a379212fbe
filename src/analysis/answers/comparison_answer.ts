/** Answers what differs between two sets of runs beyond chance, by how much, and how noisy the runs are. */
import { formatPercent, formatProbability } from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import {
  isDifference,
  type MetricComparison,
} from "../comparison/compare_metrics.ts";
import type { Comparison } from "../comparison/compare_sides.ts";
import { entersStatistics } from "../comparison/compared_run.ts";
import { formatChange } from "../comparison/metric_meaning.ts";
import { LIMITS_HEADING } from "../overview/report_headings.ts";
import {
  counted,
  limitIf,
  percentParts,
  sharedLimit,
  splitUnit,
  toLabel,
} from "./answer_parts.ts";

/** What the sides are called. */
export interface SideNames {
  readonly a: string;
  readonly b: string;
}

const METRICS_HEADING = "Metrics";

/** Answers what differs from side A to side B. */
export function comparisonAnswer(
  comparison: Comparison,
  names: SideNames,
): AnswerParts {
  const focus = focusOf(comparison.metrics);
  return {
    verdict: describe(comparison, names),
    tiles: [
      toldTile(comparison),
      ...focus ? [changeTile(focus)] : [],
      ...focus ? noiseTile(focus, comparison) : [],
      ...alarmTile(comparison),
      settingsTile(comparison),
    ],
    limits: limitsOf(comparison),
  };
}

/** Returns the metric that a report looks at: the largest change that is told, or else of all; null without any. */
export function focusOf(
  metrics: readonly MetricComparison[],
): MetricComparison | null {
  const relative = metrics.filter(({ effect }) => effect?.relative);
  const sorted = (found: readonly MetricComparison[]) =>
    found.toSorted((one, other) => sizeOf(other) - sizeOf(one));
  const [told] = sorted(
    relative.filter(({ verdict }) => isDifference(verdict)),
  );
  return told ?? sorted(relative)[0] ?? null;
}

/** Size of a change in either direction: halved and doubled are as large. */
function sizeOf({ effect }: MetricComparison): number {
  return Math.abs(Math.log1p(effect?.change ?? 0));
}

function describe(comparison: Comparison, names: SideNames): Prose {
  const { metrics, a, b } = comparison;
  const [first, second] = [toLabel(names.a), toLabel(names.b)];
  const idle = [{ name: first, side: a }, { name: second, side: b }]
    .find(({ side }) => !side.runs.some(entersStatistics));
  if (idle) return md`Nothing to compare: no run of **${idle.name}** counts.`;
  const compared = metrics.filter(({ effect }) => effect !== null);
  if (compared.length === 0) {
    return md`Nothing to compare: **${first}** and **${second}** share no case with values.`;
  }
  const told = compared.filter(({ verdict }) => isDifference(verdict))
    .toSorted((one, other) => sizeOf(other) - sizeOf(one));
  const [most] = told;
  if (most) {
    const rest = compared.length - told.length;
    return md`From **${first}** to **${second}**, **${
      nameOf(most)
    }** changed by **${changeText(most)}**${
      judgement(most)
    }, beyond chance. Of ${
      counted(compared.length, "metric")
    }, ${told.length} ${told.length === 1 ? "differs" : "differ"}${
      rest === 0 ? "" : md`, ${rest} cannot be told apart`
    }.`;
  }
  const unclear = compared.find(({ verdict }) => verdict === "cannot tell");
  if (unclear) {
    return md`Whether **${second}** changed **${
      nameOf(unclear)
    }** cannot be told: what else differs explains it as well (${
      toLabel(unclear.reason)
    }).`;
  }
  const testable = compared.filter(({ verdict, p }) =>
    p !== null && (verdict === "~" || verdict === "small")
  );
  const lacking = compared.filter(({ missing }) => missing > 0);
  if (testable.length === 0 && lacking.length === 0) {
    return md`Nothing tells **${first}** from **${second}**: ${
      counted(compared.length, "metric")
    } ${compared.length === 1 ? "is" : "are"} the same in every run.`;
  }
  if (testable.length === 0) {
    const missing = Math.min(...lacking.map(({ missing }) => missing));
    return md`Too few runs to tell **${first}** from **${second}**: ${
      counted(Math.max(1, missing), "more run")
    } of each would do.`;
  }
  const focus = focusOf(testable);
  const largest = focus === null
    ? md``
    : md` The largest change seen is **${changeText(focus)}** of ${
      nameOf(focus)
    }${boundOf(focus)}.`;
  return md`Nothing tells **${first}** from **${second}** beyond chance, in ${
    counted(testable.length, "metric")
  }.${largest}`;
}

function judgement({ verdict }: MetricComparison): string {
  return verdict === "better" || verdict === "worse" ? `, ${verdict}` : "";
}

function nameOf({ metric, case_name }: MetricComparison): string {
  return toLabel(case_name === "" ? metric : `${metric}, ${case_name}`);
}

function changeText({ effect, meaning }: MetricComparison): string {
  return effect === null ? "–" : formatChange(effect.change, {
    relative: effect.relative,
    unit: meaning.unit,
  });
}

function intervalText({ effect, meaning }: MetricComparison): string {
  if (effect === null || effect.lower === null || effect.upper === null) {
    return "";
  }
  const form = (value: number) =>
    formatChange(value, { relative: effect.relative, unit: meaning.unit });
  return `${form(effect.lower)} to ${form(effect.upper)}`;
}

/** Says how large a change the interval does not exclude; the interval itself where it excludes all of interest. */
function boundOf(one: MetricComparison): Prose {
  const { notExcluded, effect, meaning } = one;
  if (notExcluded !== null && effect !== null) {
    const { relative } = effect;
    const bound = formatChange(notExcluded, { relative, unit: meaning.unit });
    return md`; a change of up to **${bound}** is not excluded`;
  }
  const text = intervalText(one);
  return text === "" ? md`` : md` (95 % interval ${text})`;
}

function toldTile({ metrics }: Comparison): TileParts {
  const compared = metrics.filter(({ effect }) => effect !== null);
  const told = compared.filter(({ verdict }) => isDifference(verdict));
  const worse = told.filter(({ verdict }) => verdict === "worse").length;
  return {
    label: "Metrics told apart",
    value: String(told.length),
    unit: `of ${compared.length}`,
    interval: told.length === 0 ? "" : `${worse} worse`,
    n: "adjusted for all of them",
    meaning: worse > 0
      ? "failed"
      : told.some(({ verdict }) => verdict === "better")
      ? "ok"
      : "neutral",
  };
}

function changeTile(focus: MetricComparison): TileParts {
  const { a, b, verdict, adjusted } = focus;
  const text = intervalText(focus);
  return {
    label: toLabel(`Change of ${nameOf(focus)}`),
    ...splitUnit(changeText(focus)),
    interval: [
      text === "" ? "too few runs for an interval" : `95 % interval ${text}`,
      adjusted === null ? "" : `p ${formatProbability(adjusted)}`,
    ].filter((part) => part !== "").join("; "),
    n: `n = ${a.n} and ${counted(b.n, "run")}`,
    meaning: verdict === "worse"
      ? "failed"
      : verdict === "better"
      ? "ok"
      : isDifference(verdict)
      ? "neutral"
      : "unsure",
  };
}

function noiseTile(
  { metric, a, b }: MetricComparison,
  { within }: Comparison,
): TileParts[] {
  const sides = [{ name: "A", ...a }, { name: "B", ...b }].flatMap((
    { name, variation },
  ) => variation === null ? [] : [{ name, ...percentParts(variation) }]);
  const [first, ...others] = sides;
  if (first === undefined) return [];
  const inside = within.get(metric);
  return [{
    label: toLabel(`Run to run, ${metric}`),
    ...{ value: first.value, unit: first.unit },
    // One value a tile: two of them, with their unit, do not fit on a phone.
    interval: [
      `of ${first.name}`,
      ...others.map(({ name, value, unit }) => `${value} ${unit} of ${name}`),
      inside === undefined ? "" : `within one run ±${formatPercent(inside, 1)}`,
    ].filter((part) => part !== "").join("; "),
    n: `n = ${a.n} and ${counted(b.n, "run")}`,
  }];
}

function alarmTile({ check }: Comparison): TileParts[] {
  if (check === null || check.alarms.rate === null) return [];
  const { rate, lower, upper } = check.alarms;
  return [{
    label: "False alarms, sides shuffled",
    ...percentParts(rate),
    interval: `95 % interval ${formatPercent(lower, 1)} to ${
      formatPercent(upper, 1)
    }`,
    n: `n = ${counted(check.rounds, "comparison")}`,
    meaning: lower > 0.05 ? "unsure" : "ok",
  }];
}

function settingsTile({ differences }: Comparison): TileParts {
  const beside = differences.filter(({ compared }) => !compared);
  const explains = beside.filter(({ kind, coincides }) =>
    kind === "environment" && coincides
  );
  return {
    label: "Settings that differ beside",
    value: String(beside.length),
    interval: explains.length === 0
      ? ""
      : `${explains.length} explain a change as well`,
    meaning: explains.length > 0
      ? "failed"
      : beside.length > 0
      ? "unsure"
      : "ok",
  };
}

function limitsOf(comparison: Comparison): LimitParts[] {
  const { metrics, pairs, excluded, disturbed, unmatched, warmUps } =
    comparison;
  const runs = pairs.flatMap(({ strata }) =>
    strata.flatMap(({ a, b }) => [...a, ...b])
  );
  const few =
    metrics.filter(({ verdict }) =>
      verdict === "too few runs" || verdict === "one run each"
    ).length;
  const sessions = new Set(runs.map(({ session }) => session)).size;
  const apart = pairs.some((pair) => pair.apart);
  const runsHeading = "Runs";
  return [
    ...limitIf(apart, "the sides share no session", runsHeading),
    ...limitIf(
      !apart && sessions === 1,
      "one session: another day is not tested",
      runsHeading,
    ),
    ...limitIf(
      few > 0,
      `too few runs for ${counted(few, "metric")}`,
      METRICS_HEADING,
    ),
    ...limitIf(
      excluded.length > 0,
      `${counted(excluded.length, "run")} did not count`,
      runsHeading,
    ),
    ...sharedLimit(disturbed.length, runs.length),
    ...limitIf(
      unmatched.length > 0,
      `${counted(unmatched.length, "case")} of one side only`,
      LIMITS_HEADING,
    ),
    ...limitIf(warmUps.size > 0, "warm-up was left out", LIMITS_HEADING),
  ];
}
