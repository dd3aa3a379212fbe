/** The verdict of a comparison in one line. */
import {
  counted,
  formatDuration,
  formatPercent,
  formatProbability,
} from "../../record/mod.ts";
import { median } from "../../statistics/mod.ts";
import type { MetricComparison, MetricVerdict } from "./compare_metrics.ts";
import type { Comparison } from "./compare_sides.ts";
import { entersStatistics } from "./compared_run.ts";
import { formatChange, shortName } from "./metric_meaning.ts";

/** Metrics that the line names. */
const MAX_NAMED = 3;

/** Returns one line: what is worse or better beyond chance, or why nothing can be said. */
export function comparisonLine(comparison: Comparison): string {
  const { metrics, pairs, a, b } = comparison;
  const isSimulated = [...a.runs, ...b.runs].some(({ mode }) =>
    mode === "simulated"
  );
  const parts = [
    verdictOf(comparison),
    brokenOf(comparison),
    isSimulated ? "Simulated." : "",
    metrics.length > 0 && pairs.some(({ apart }) => apart)
      ? "The sides were measured in different sessions."
      : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function verdictOf({ metrics, a, b, pairs }: Comparison): string {
  const of = (...verdicts: MetricVerdict[]) =>
    metrics.filter(({ verdict }) => verdicts.includes(verdict))
      .sort((one, other) => sizeOf(other) - sizeOf(one));
  if (a.runs.length === 0 || b.runs.length === 0) {
    return "Nothing to compare: a side has no runs.";
  }
  const idle = !a.runs.some(entersStatistics)
    ? "A"
    : !b.runs.some(entersStatistics)
    ? "B"
    : "";
  if (idle !== "") return `Nothing to compare: no run of side ${idle} counts.`;
  if (pairs.length === 0) {
    return "Nothing to compare: the sides share no case with runs that count.";
  }
  const several = pairs.length > 1;
  const [worse, better] = [of("worse"), of("better")];
  if (worse.length > 0 || better.length > 0) {
    const said = [
      worse.length > 0 ? `Worse: ${named(worse, several)}` : "",
      better.length > 0
        ? `${worse.length > 0 ? "better" : "Better"}: ${named(better, several)}`
        : "",
    ].filter((part) => part !== "").join("; ");
    const rest = metrics.length - worse.length - better.length;
    const others = rest === 1 ? "1 other is not" : `${rest} others are not`;
    return `${said}${rest > 0 ? `; ${others} told apart` : ""}.`;
  }
  const different = of("higher", "lower");
  if (different.length > 0) return `Different: ${named(different, several)}.`;
  const unclear = of("cannot tell");
  if (unclear.length > 0) {
    const reasons = [...new Set(unclear.map(({ reason }) => reason))];
    return `Cannot tell: ${
      named(unclear, several)
    }, which may come from what differs beside: ${reasons.join("; ")}.`;
  }
  const tested = of("~", "small").filter(({ p }) => p !== null);
  const few = of("too few runs");
  if (tested.length === 0 && few.length > 0) {
    return `Too few runs: ${needed(few, pairs)} would do; ${
      named(few, several)
    }.`;
  }
  const constant = of("~").filter(({ p }) => p === null);
  if (tested.length === 0 && constant.length > 0) {
    return `No difference: ${named(constant, several)}, the same in every run.`;
  }
  if (tested.length === 0) {
    const single = of("one run each");
    return single.length > 0
      ? `One run each: no verdict; ${named(single, several)}.`
      : "Nothing to compare: no metric has values on both sides.";
  }
  const small = of("small");
  return `No difference beyond chance${
    small.length > 0 ? ` and the smallest of interest` : ""
  }: ${named(tested, several)}${
    few.length > 0 ? `; too few runs for ${few.length} more` : ""
  }.${notExcludedOf(tested, several)}`;
}

/** Says which changes of interest the intervals do not exclude; empty if they exclude all. */
function notExcludedOf(
  tested: readonly MetricComparison[],
  several: boolean,
): string {
  const open = tested.flatMap((one) => {
    const { notExcluded, effect, meaning, metric, case_name } = one;
    if (notExcluded === null || effect === null) return [];
    const name = several
      ? `${shortName(metric)} in ${shortName(case_name)}`
      : shortName(metric);
    const change = formatChange(notExcluded, {
      relative: effect.relative,
      unit: meaning.unit,
    });
    return [`${change} of ${name}`];
  });
  if (open.length === 0) return "";
  const more = open.length - MAX_NAMED;
  return ` Not excluded is a change of up to ${
    open.slice(0, MAX_NAMED).join(", ")
  }${more > 0 ? ` and of ${more} more` : ""}.`;
}

function brokenOf({ thresholds }: Comparison): string {
  const broken = thresholds.filter(({ result }) => result === "broken");
  if (broken.length === 0) return "";
  const texts = [...new Set(broken.map(({ threshold }) => threshold.text))];
  return `Broken: ${texts.slice(0, MAX_NAMED).join("; ")}${
    texts.length > MAX_NAMED ? " ..." : ""
  }.`;
}

/** Returns `3 more of each side`, as many as the metric that lacks least. */
function needed(
  few: readonly MetricComparison[],
  pairs: Comparison["pairs"],
): string {
  const missing = Math.min(...few.map(({ missing }) => missing));
  const strata = pairs.flatMap(({ strata }) => strata);
  const inSessions = strata.length === pairs.length
    ? ""
    : strata.some(({ pooled }) => pooled !== "")
    ? " in each session and pooled case"
    : " in each session";
  return `${missing} more of each side${inSessions}`;
}

function named(
  found: readonly MetricComparison[],
  several: boolean,
): string {
  const texts = found.slice(0, MAX_NAMED).map((one) =>
    several ? `${describe(one)} in ${shortName(one.case_name)}` : describe(one)
  );
  const more = found.length - texts.length;
  return `${texts.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function describe(
  { metric, effect, meaning, p, adjusted, a, b }: MetricComparison,
): string {
  if (effect === null) return shortName(metric);
  const form = (value: number) =>
    formatChange(value, { relative: effect.relative, unit: meaning.unit });
  const { lower, upper } = effect;
  const details = [
    lower === null || upper === null ? "" : `${form(lower)} to ${form(upper)}`,
    p === null ? "" : `p ${formatProbability(adjusted ?? p)}`,
    `${a.n} and ${b.n} ${a.n === 1 && b.n === 1 ? "run" : "runs"}`,
  ].filter((part) => part !== "");
  return `${shortName(metric)} ${form(effect.change)} (${details.join(", ")})`;
}

/** Size by which metrics are ordered: a share of the level, or points. */
function sizeOf({ effect }: MetricComparison): number {
  return Math.abs(effect?.change ?? 0);
}

/** Returns what limits a comparison, a sentence each. */
export function comparisonLimits(comparison: Comparison): string[] {
  const { excluded, disturbed, pairs, unmatched, check, differences } =
    comparison;
  const aside = pairs.reduce((sum, { aside }) => sum + aside.length, 0);
  const apart = pairs.filter(({ apart }) => apart).length;
  const beside = differences.filter(({ compared }) => !compared);
  return [
    apart > 0
      ? `No session has runs of both sides${
        apart < pairs.length ? ` in ${apart} of ${pairs.length} cases` : ""
      }: what changed between sessions is in the difference too. Interleaved runs of one session would tell; --varies session takes sessions for alike.`
      : "",
    aside > 0
      ? `${counted(aside, "run")} of sessions without the other side ${
        aside === 1 ? "is" : "are"
      } left out.`
      : "",
    excluded.length > 0
      ? `${counted(excluded.length, "run")} did not count.`
      : "",
    disturbed.length > 0
      ? `${
        counted(disturbed.length, "run")
      } shared the machine with foreign load.`
      : "",
    unmatched.length > 0
      ? `${counted(unmatched.length, "case")} of only one side ${
        unmatched.length === 1 ? "is" : "are"
      } not compared.`
      : "",
    beside.length > 0
      ? `${counted(beside.length, "factor")} ${
        beside.length === 1 ? "differs" : "differ"
      } beside what is compared.`
      : "",
    operationsText(comparison),
    warmUpText(comparison),
    check === null
      ? "No A/A check: with so few runs no test can raise an alarm."
      : `A/A check: ${
        check.alarms.rate === null ? "–" : formatPercent(check.alarms.rate, 1)
      } of ${check.rounds} comparisons with shuffled sides raised an alarm (95 % interval ${
        formatPercent(check.alarms.lower, 1)
      } to ${formatPercent(check.alarms.upper, 1)}).`,
  ].filter((text) => text !== "");
}

/** Difference of the numbers of operations from which on it is told. */
const MANY_MORE = 1.05;

/** Says how many operations a run of each side has, where they differ: a percentile of few is less sure. */
function operationsText({ pairs }: Comparison): string {
  const strata = pairs.flatMap(({ strata }) => strata);
  const [a, b] = [
    strata.flatMap(({ a }) => a.flatMap(({ operations }) => operations ?? [])),
    strata.flatMap(({ b }) => b.flatMap(({ operations }) => operations ?? [])),
  ].map((counts) => counts.length === 0 ? 0 : median(counts));
  if (!a || !b || Math.max(a / b, b / a) < MANY_MORE) return "";
  const form = (n: number) => Math.round(n).toLocaleString("en-US");
  return `Sample counts differ: a run of A has ${
    form(a)
  } operations, one of B ${form(b)} (medians).`;
}

/** Says what was left out as warm-up, always if any was looked for. */
function warmUpText({ warmUps, pairs }: Comparison): string {
  if (warmUps.size === 0) return "";
  const used = pairs.flatMap(({ strata }) =>
    strata.flatMap(({ a, b }) => [...a, ...b])
  ).flatMap(({ run_id }) => warmUps.get(run_id) ?? []);
  const cuts = used.flatMap(({ seconds }) => seconds ?? [])
    .filter((seconds) => seconds > 0);
  const unsteady = used.filter(({ seconds }) => seconds === null).length;
  const longest = Math.max(0, ...cuts);
  return [
    cuts.length === 0
      ? `Warm-up, by MSER-5: none of ${used.length} runs had one to leave out`
      : `Warm-up, by MSER-5, was left out of ${cuts.length} of ${used.length} runs: ${
        formatDuration(median(cuts))
      }, at most ${formatDuration(longest)}`,
    unsteady > 0
      ? `; in ${unsteady} no steady state was found: they are whole`
      : "",
    ".",
  ].join("");
}
