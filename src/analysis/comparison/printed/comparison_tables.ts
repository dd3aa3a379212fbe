/** Tables of a comparison. */
import { formatPercent } from "../../../record/mod.ts";
import {
  type Column,
  column,
  type Table,
  table,
} from "../../../report/cells.ts";
import type { CasePair } from "../case_pairs.ts";
import type { MetricComparison } from "../compare_metrics.ts";
import type { Comparison } from "../compare_sides.ts";
import type { SingleRuns } from "../within_run.ts";
import type { ComparedRun } from "../compared_run.ts";
import type { Difference } from "../differences.ts";
import { formatChange, formatMetric, shortName } from "../metric_meaning.ts";
import type { ThresholdResult } from "../thresholds.ts";

/** Values of a factor that a table names. */
const MAX_VALUES = 3;

/** Returns the table of metrics: levels, change, p, runs, verdict. */
export function metricsTable(
  metrics: readonly MetricComparison[],
  { within }: Pick<Comparison, "within">,
): Table {
  const several = metrics.some(({ case_name }) => case_name !== "");
  return table(metrics, [
    ...several
      ? [
        column.text<MetricComparison>(
          ({ case_name }) => shortName(case_name),
          "Case",
        ),
      ]
      : [],
    column.text<MetricComparison>(({ metric }) => shortName(metric), "Metric"),
    column.cell<MetricComparison>(
      "A",
      "right",
      ({ a, meaning }) => formatMetric(a.median, meaning.unit),
    ),
    column.cell<MetricComparison>(
      "B",
      "right",
      ({ b, meaning }) => formatMetric(b.median, meaning.unit),
    ),
    column.cell<MetricComparison>("Change", "right", (row) => changeText(row)),
    column.cell<MetricComparison>("95 % interval", "left", intervalText),
    column.probability<MetricComparison>("adjusted", "p (adjusted)"),
    column.cell<MetricComparison>(
      "Runs",
      "right",
      ({ a, b }) => `${a.n} and ${b.n}`,
    ),
    column.cell<MetricComparison>(
      "Run to run",
      "right",
      ({ a, b }) => `${shareText(a.variation)}, ${shareText(b.variation)}`,
    ),
    column.cell<MetricComparison>(
      "Within a run",
      "right",
      ({ metric }) => {
        const width = within.get(metric);
        return width === undefined ? "–" : `±${formatPercent(width, 1)}`;
      },
    ),
    column.text<MetricComparison>(verdictText, "Verdict"),
  ], { caption: "Metrics" });
}

/**
 * Returns the verdict in words: `too few runs: 2 more would do`. `~` alone says that a change of interest is excluded.
 */
export function verdictText(
  { verdict, missing, reason, meaning, notExcluded, effect }: MetricComparison,
): string {
  const { better, unit } = meaning;
  const open = notExcluded === null
    ? ""
    : `, up to ${
      formatChange(notExcluded, { relative: effect?.relative ?? false, unit })
    } is not excluded`;
  switch (verdict) {
    case "too few runs":
      return `too few runs: ${missing} more would do`;
    case "cannot tell":
      return `cannot tell: ${reason}`;
    case "small":
      return `~ below the smallest of interest${open}`;
    case "~":
      return `~${open}`;
    case "higher":
    case "lower":
      return better === null ? `${verdict}, neither better nor worse` : verdict;
    default:
      return verdict;
  }
}

function changeText({ effect, meaning }: MetricComparison): string {
  return effect === null ? "–" : formatChange(effect.change, {
    relative: effect.relative,
    unit: meaning.unit,
  });
}

function intervalText({ effect, meaning }: MetricComparison): string {
  if (effect === null || effect.lower === null || effect.upper === null) {
    return "too few runs";
  }
  const form = (value: number) =>
    formatChange(value, { relative: effect.relative, unit: meaning.unit });
  return `${form(effect.lower)} to ${form(effect.upper)}`;
}

function shareText(share: number | null): string {
  return share === null ? "–" : formatPercent(share, 1);
}

/** Returns the table of what single runs say. */
export function singleTable(rows: readonly SingleRuns[]): Table {
  const range = (
    bounds: (row: SingleRuns) => readonly [number, number],
    label: string,
    isChange: boolean,
  ): Column<SingleRuns> =>
    column.cell(label, "left", (row) => {
      const unit = row.metric === "success_rate" ? "1" : "s";
      const form = (value: number) =>
        isChange
          ? formatChange(value, { relative: false, unit })
          : formatMetric(value, unit);
      const [lower, upper] = bounds(row);
      return `${form(lower)} to ${form(upper)}`;
    });
  return table(rows, [
    column.text<SingleRuns>("metric", "Metric"),
    range(({ a }) => a, "A", false),
    range(({ b }) => b, "B", false),
    range(({ difference }) => difference, "B less A", true),
  ], {
    caption: "Within the two runs, at 95 %",
    headline:
      "Bounds from the operations of these two runs. Another pair of runs can differ by more, so they are no verdict.",
  });
}

/** Returns the table of what differs between the sides. */
export function differencesTable(rows: readonly Difference[]): Table {
  const values = (of: readonly string[]) =>
    of.slice(0, MAX_VALUES).map(shortName).join(", ") +
    (of.length > MAX_VALUES ? ` and ${of.length - MAX_VALUES} more` : "");
  return table(rows, [
    column.text<Difference>(({ key }) => shortName(key), "Factor"),
    column.text<Difference>(({ a }) => values(a), "A"),
    column.text<Difference>(({ b }) => values(b), "B"),
    column.text<Difference>(
      ({ compared, kind, coincides }) =>
        compared
          ? "compared"
          : kind === "environment" && coincides
          ? "explains any difference as well"
          : kind,
      "Is",
    ),
  ], { caption: "What differs between the sides" });
}

/** Returns the table of runs that do not count, or are marked. */
export function runsTable(
  { excluded, disturbed, a }: Pick<Comparison, "excluded" | "disturbed" | "a">,
): Table {
  const first = new Set(a.runs.map(({ run_id }) => run_id));
  return table([...excluded, ...disturbed], [
    column.text<ComparedRun>("run_id", "Run"),
    column.text<ComparedRun>(
      ({ run_id }) => first.has(run_id) ? "A" : "B",
      "Side",
    ),
    column.text<ComparedRun>("status", "Status"),
    column.text<ComparedRun>(
      ({ cause }) => shortName(cause) || "foreign load; counts, marked",
      "Why",
    ),
  ], { caption: "Runs that do not count, or are marked" });
}

/** Returns the table of sessions: how many runs of each side are compared with each other. */
export function strataTable(pairs: readonly CasePair[]): Table {
  const rows = pairs.flatMap(({ name, apart, strata }) =>
    strata.map(({ session, pooled, a, b }) => ({
      case_name: [shortName(name), shortName(pooled)]
        .filter((part) => part !== "").join(" "),
      session: apart ? "different sessions" : session || "none recorded",
      a: a.length,
      b: b.length,
    }))
  );
  const named = rows.some(({ case_name }) => case_name !== "");
  type Row = typeof rows[number];
  return table(rows, [
    ...named ? [column.text<Row>("case_name", "Case")] : [],
    column.text<Row>("session", "Session"),
    column.number<Row>("a", "Runs of A"),
    column.number<Row>("b", "Runs of B"),
  ], { caption: "Runs that are compared with each other" });
}

/** Returns the table of limits. */
export function thresholdsTable(rows: readonly ThresholdResult[]): Table {
  const several = rows.some(({ case_name }) => case_name !== "");
  return table(rows, [
    column.text<ThresholdResult>(({ threshold }) => threshold.text, "Limit"),
    ...several
      ? [
        column.text<ThresholdResult>(
          ({ case_name }) => shortName(case_name),
          "Case",
        ),
      ]
      : [],
    column.text<ThresholdResult>("result", "Result"),
  ], { caption: "Limits" });
}
